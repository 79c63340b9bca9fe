using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Spool;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>
/// Keeps rows in a file and a sample of their features in memory; when the input has ended it fits, publishes what it has
/// fitted, and sends the rows on with their scores.
/// </summary>
internal sealed class Fit(FitOptions options) : ITransform, IDisposable
{
    private FitPlan _plan = null!;
    private TransformBinding _binding = null!;
    private FeatureRows _features = null!;
    private Moments _moments = null!;
    private Reservoir _sample = null!;
    private BatchFile? _rows;
    private bool _isDone;

    public Schema? Bind(TransformBinding binding)
    {
        if (FitPlan.Bind(options, binding) is not { } plan) return null;
        (_plan, _binding, _features) = (plan, binding, new FeatureRows(plan));
        _moments = new Moments(plan.Features.Length);
        _sample = new Reservoir(plan.Features.Length, (int)options.Sample, options.Seed);
        binding.StateIsBounded($"a sample of {options.Sample} rows × {plan.Features.Length} features; the rows themselves wait in a file");
        binding.Note("rows leave when the input has ended; which of them are in the sample, and so the model, depends on their order of arrival");
        return plan.Output;
    }

    public void Start() => _rows = new BatchFile(Path.GetTempPath());

    public void OnBatch(Batch batch, Output output)
    {
        _features.Fill(batch);
        var left = Sort(batch, output);
        if (left is null) return;
        _rows!.Append(left);
        output.Account.Held += left.Rows;
        left.Release();
    }

    /// <summary>No row has left, so no later component may think that its time has passed.</summary>
    public long OnWatermark(long watermark, Output output)
    {
        if (watermark != long.MaxValue) return long.MinValue;
        Finish(output);
        return watermark;
    }

    /// <summary>For a stream without event time, and so without a last watermark.</summary>
    public void OnEnd(Output output) => Finish(output);

    public void Dispose() => _rows?.Dispose();

    private void Finish(Output output)
    {
        if (_isDone) return;
        _isDone = true;
        var figures = new FitFigures(output.Account.Figures);
        figures.Show(_moments.Rows, _sample.Rows, _features.Defaulted);
        if (output.IsStopping)
        {
            // A model of the half of a day is none of the day.
            figures.NotFitted($"the run was stopped before its input had ended: {output.Account.Held} rows were let go");
            (output.Account.Filtered, output.Account.Held) = (output.Account.Filtered + output.Account.Held, 0);
            return;
        }

        using var fitted = Fitted.Of(_plan, _moments, _sample, _binding.ModelFormat);
        if (fitted is null) figures.NotFitted($"there are {_sample.Rows} rows to fit to, and {Fitted.FewestRows} are needed");
        else if (options.Bundle is { } bundle) figures.Published(bundle, Publication.Publish(_binding, _plan, fitted, bundle));
        new FitScoring(_plan, fitted, output).Send(_rows!.Read(_plan.Input));
    }

    /// <summary>Adds good rows to the sample; gives those that stay, held by the caller, null where none does.</summary>
    private Batch? Sort(Batch batch, Output output)
    {
        var dropped = new List<int>();
        for (var row = 0; row < batch.Rows; row++)
        {
            switch (_features.States[row])
            {
                case RowState.Good:
                    _moments.Add(_features.Row(row));
                    _sample.Add(_features.Row(row));
                    break;
                case RowState.Missing when !_plan.DropsMissing:
                    throw new InvalidDataException($"the feature '{_features.Blame(row)}' is null{At(batch, row)}: give 'missing' a number that stands for it, or say missing: drop");
                case RowState.Missing:
                    output.Account.Filtered++;
                    dropped.Add(row);
                    break;
                case RowState.NotFinite when options.NonFinite == BadRow.DeadLetter:
                    output.DeadLetter(batch, [row], $"cannot be scored: {_features.Blame(row)} is not finite");
                    dropped.Add(row);
                    break;
            }
        }

        if (dropped.Count > 0) return dropped.Count == batch.Rows ? null : batch.Where([.. Enumerable.Range(0, batch.Rows).Except(dropped)]);
        batch.Retain();
        return batch;
    }

    private static string At(Batch batch, int row) => batch.Origin is { } origin ? $" in the row at {origin.Position(row)} of {origin.Partition(row)}" : "";
}
