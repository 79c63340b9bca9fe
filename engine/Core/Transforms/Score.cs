using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Scores batches as they come with the model of a bundle. Its versions are followed: the next one is made ready beside
/// the one in force and takes over at a barrier, and the version in force is part of the checkpoint.
/// </summary>
internal sealed class Score(ScoreOptions options) : ITransform, IReloadable, IDisposable
{
    private const byte Format = 1;

    private readonly Lock _running = new();
    private Schema? _output;
    private LiveModel? _live;
    private Shadow? _shadow;
    private TimeProvider? _clock;
    private ITimer? _timer;
    private SavedModel? _saved;
    private ScoreFigures? _figures;
    private ScoreCounts _counts = new();
    private string? _trouble;
    private bool _isDisposed;

    public Schema? Bind(TransformBinding binding)
    {
        _clock = binding.Clock;
        var bundle = ScoreBinding.Read(binding, "model", options.Model);
        var hasShadow = options.Shadow is null || ScoreBinding.Read(binding, "shadow", options.Shadow) is not null;
        if (bundle is null || !hasShadow || !ScoreBinding.CanReload(binding, options)) return null;
        var columns = ScoreColumns.Of(options.Emit, bundle, (path, message, hint) => binding.Error(ProblemCodes.ScoreEmit, path, message, hint));
        if (columns is null || !ScoreBinding.AddsNewNames(binding, columns)) return null;

        var fields = columns.Fields.ToList();
        var run = new ModelOptions { Threads = options.Threads, Arena = options.Arena, Execution = options.Execution };
        _live = new LiveModel(new ModelUse(options.Model, run, binding.Input, binding.ModelFormat, next => SameColumns(next, fields)));
        if (options.Shadow is { } shadow) _shadow = new Shadow(new ModelUse(shadow, run, binding.Input, binding.ModelFormat, _ => null), binding.Clock);
        Explain(binding, bundle);
        _output = binding.Input.Add(fields);
        return _output;
    }

    public void Start()
    {
        try
        {
            _live!.Start(_saved);
        }
        catch (ModelException error) when (options.OnError != ModelTrouble.Stop && _saved is null)
        {
            _trouble = $"the model cannot be loaded: {error.Message}";
        }

        _shadow?.Start();
        if (options.Reload is { } reload) _timer = _clock!.CreateTimer(_ => Reload(), null, reload.TimeSpan, reload.TimeSpan);
        // What was in force at the checkpoint goes on to the first barrier, where what is in force now takes over.
        if (_saved is not null) Reload();
    }

    /// <summary>The searches for newer versions under way.</summary>
    internal Task Looking => Task.WhenAll(_live!.Looking, _shadow?.Live.Looking ?? Task.CompletedTask);

    public void Reload()
    {
        _live?.Look();
        _shadow?.Live.Look();
    }

    public void OnBatch(Batch batch, Output output)
    {
        _figures ??= new ScoreFigures(output.Account.Figures, _counts);
        if (TryScore(batch, output.Account.Figures)) Send(batch, output);
        else WithoutModel(batch, output);
    }

    public void OnBarrier(Output output)
    {
        _figures ??= new ScoreFigures(output.Account.Figures, _counts);
        lock (_running)
        {
            if (_isDisposed) return;
            if (_live!.TakeNext()) _counts.Swaps++;
            _shadow?.TakeNext();
        }

        _figures.Show(_live.Current?.Words, _live.Refused);
    }

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_live!.Current is not null);
        if (_live.Current is { } model)
        {
            state.Write(model.Place.Version ?? "");
            state.Write(model.Identity);
        }

        _counts.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "score");
        if (state.ReadBool())
        {
            var (version, identity) = (state.ReadString(), state.ReadString());
            StateReader.Check(identity.Length == 32 && identity.All(char.IsAsciiHexDigitLower), "a model without identity");
            _saved = new SavedModel(version.Length == 0 ? null : version, identity);
        }

        _counts = ScoreCounts.Restore(state);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_running)
        {
            _isDisposed = true;
            _live?.Dispose();
            _shadow?.Dispose();
        }
    }

    /// <summary>Another version must give the stream the same columns.</summary>
    private ScoreColumns SameColumns(Bundle bundle, List<Field> fields)
    {
        string? problem = null;
        var columns = ScoreColumns.Of(options.Emit, bundle, (path, message, _) => problem ??= $"{path}: {message}");
        if (columns is not null && columns.Fields.SequenceEqual(fields)) return columns;
        problem ??= $"it gives {string.Join(", ", columns!.Fields.Select(field => $"{field.Name}: {field.Type}"))} in the place of {string.Join(", ", fields.Select(field => $"{field.Name}: {field.Type}"))}";
        throw new ModelException($"{bundle.Location.File}: {problem}");
    }

    private void Explain(TransformBinding binding, Bundle bundle)
    {
        var hasVersions = ModelFolder.HasVersions(options.Model);
        binding.StateIsFixed($"the model '{bundle.Options.Name}', version {bundle.Version}");
        binding.StateDependsOn(options.Model, hasVersions ? null : bundle.Identity);
        if (options.Reload is { } reload) binding.Note($"looks for a newer version every {reload}: which rows it scores depends on the clock");
        if (options.Shadow is { } shadow) binding.Note($"'{shadow}' scores the same rows, and is not acted on");
    }

    private bool TryScore(Batch batch, FigureSet figures)
    {
        // A run that is cut off lets go of the models while a batch may still be under way.
        lock (_running)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_live!.Current is not { } model) return false;
            try
            {
                // Asking for the time costs a single row as much as its features do.
                var start = _shadow is null ? 0 : _clock!.GetTimestamp();
                model.Scorer.Score(batch);
                if (_shadow is not null) _figures!.Took(_clock!.GetElapsedTime(start), batch.Rows);
            }
            catch (ModelException error) when (options.OnError != ModelTrouble.Stop)
            {
                _trouble = $"the model failed: {error.Message}";
                return false;
            }

            _shadow?.Score(batch, model.Scorer, figures);
            return true;
        }
    }

    private void Send(Batch batch, Output output)
    {
        var model = _live!.Current!;
        var bad = model.Scorer.IsBad[..batch.Rows].Count(true);
        var nulls = options.NonFinite == NonFinite.Null;
        _counts.Add(model.Scorer.Features.TakeDefaulted(), nulls ? bad : 0);
        _figures!.Show(model.Words, _live.Refused);
        var columns = Own(batch);
        model.Columns!.Fill(model.Scorer, batch.Rows, nulls, columns.AsSpan(batch.Columns.Length));
        var answer = batch.Extend(_output!, columns);
        if (bad == 0 || options.NonFinite != NonFinite.DeadLetter)
        {
            output.Account.Passed += batch.Rows;
            output.Emit(answer);
            return;
        }

        SendFinite(batch, answer, model.Scorer, output);
        answer.Release();
    }

    /// <summary>Sends the rows that could be scored, and the others to the dead letters, each with what is not finite in it.</summary>
    private static void SendFinite(Batch batch, Batch answer, Scorer scorer, Output output)
    {
        var kept = Buffers.Rent<int>(batch.Rows);
        var count = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            if (!scorer.IsBad[row]) kept[count++] = row;
            else output.DeadLetter(batch, [row], $"cannot be scored: {scorer.Features.Blame(batch, row, scorer.Scaled) ?? "the score is not finite"}");
        }

        output.Account.Passed += count;
        if (count > 0) output.Emit(answer.Where(kept.AsSpan(0, count)));
        Buffers.Return(kept);
    }

    private void WithoutModel(Batch batch, Output output)
    {
        _counts.NotScored += batch.Rows;
        _figures!.Show(null, _live!.Refused, _trouble);
        if (options.OnError == ModelTrouble.Pass)
        {
            output.Account.Passed += batch.Rows;
            var columns = Own(batch);
            FillNulls(batch.Rows, columns.AsSpan(batch.Columns.Length));
            output.Emit(batch.Extend(_output!, columns));
            return;
        }

        var rows = Buffers.Rent<int>(batch.Rows);
        for (var row = 0; row < batch.Rows; row++) rows[row] = row;
        output.DeadLetter(batch, rows.AsSpan(0, batch.Rows), _trouble ?? "there is no model");
        Buffers.Return(rows);
    }

    /// <summary>The columns of the batch, with room for those of the answer behind them.</summary>
    private Column[] Own(Batch batch)
    {
        var columns = new Column[_output!.Count];
        batch.Columns.CopyTo(columns);
        return columns;
    }

    private void FillNulls(int rows, Span<Column> columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var builder = ColumnBuilder.For(_output![_output.Count - columns.Length + i].Type);
            for (var row = 0; row < rows; row++) builder.AppendNull();
            columns[i] = builder.Build();
        }
    }
}
