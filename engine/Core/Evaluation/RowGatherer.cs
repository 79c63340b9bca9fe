using StreamGuard.Contracts;

namespace StreamGuard.Core.Evaluation;

/// <summary>A sink that keeps scores, verdicts and labels of its rows, and nothing else of them. Several runs may fill it, one after the other.</summary>
/// <param name="columns">Which columns are what.</param>
public sealed class RowGatherer(EvaluationColumns columns) : ISink
{
    private readonly List<bool> _labels = [];
    private IReadOnlyList<(string Score, string? Verdict)> _names = [];
    private List<double>[] _scores = [];
    private List<bool>[] _flags = [];
    private long _leftOut;

    public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "at the end");

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        Begin(batch.Schema);
        for (var row = 0; row < batch.Rows; row++) Add(batch, row);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>All rows so far.</summary>
    /// <exception cref="EvaluationException">There are none.</exception>
    public ScoredRows Rows()
    {
        var count = _scores.Length == 0 ? 0 : _scores[0].Count;
        if (count == 0) throw new EvaluationException(_leftOut == 0 ? "there are no rows" : $"none of the {_leftOut} rows has all scores{(columns.Label is null ? "" : " and a label")}");
        var detectors = _names.Select((name, i) => Detector(name, [.. _scores[i]], _flags[i]));
        return new ScoredRows([.. detectors], columns.Label is null ? null : [.. _labels], count, _leftOut);
    }

    private DetectorScores Detector((string Score, string? Verdict) name, double[] scores, List<bool> flags)
    {
        if (name.Verdict is not null) return new DetectorScores(name.Score, scores, [.. flags], name.Verdict);
        var top = Ranking.Top(scores, Math.Max(1, (int)Math.Round(scores.Length * columns.Top)));
        return new DetectorScores(name.Score, scores, [.. Enumerable.Range(0, scores.Length).Select(top.Contains)], null);
    }

    private void Begin(Schema schema)
    {
        var names = columns.In(schema);
        if (_names.Count > 0 && !names.SequenceEqual(_names)) throw new EvaluationException($"the files have other scores: {string.Join(", ", names.Select(name => name.Score))} in the place of {string.Join(", ", _names.Select(name => name.Score))}");
        if (_names.Count == 0) (_scores, _flags) = ([.. names.Select(_ => new List<double>())], [.. names.Select(_ => new List<bool>())]);
        _names = names;
    }

    private void Add(Batch batch, int row)
    {
        var scores = _names.Select(name => Number(batch[name.Score], row)).ToArray();
        var label = columns.Label is null ? false : columns.IsAnomaly(batch[columns.Label].Boxed(row));
        if (label is null || scores.Any(double.IsNaN))
        {
            _leftOut++;
            return;
        }

        for (var i = 0; i < scores.Length; i++)
        {
            _scores[i].Add(scores[i]);
            _flags[i].Add(_names[i].Verdict is { } verdict && Number(batch[verdict], row) > 0);
        }

        _labels.Add(label.Value);
    }

    private static double Number(Column column, int row) => column.IsNull(row) ? double.NaN : column switch
    {
        FixedColumn<double> floats => floats.Values[row],
        FixedColumn<long> whole => whole.Values[row],
        FixedColumn<bool> flags => flags.Values[row] ? 1 : 0,
        _ => double.NaN,
    };
}
