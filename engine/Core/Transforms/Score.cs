using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>Scores batches as they come with the model of a bundle.</summary>
internal sealed class Score(ScoreOptions options) : ITransform, IDisposable
{
    private readonly Lock _running = new();
    private Schema? _input;
    private Schema? _output;
    private ScoreColumns? _columns;
    private Bundle? _bundle;
    private IModelFormat? _format;
    private Location _at;
    private Scorer? _scorer;
    private string? _trouble;
    private ScoreFigures? _figures;
    private bool _isDisposed;

    public Schema? Bind(TransformBinding binding)
    {
        (_input, _at) = (binding.Input, binding.At("model"));
        var problems = new Problems();
        var features = Read(binding, problems);
        Report(binding, problems);
        if (features is null || problems.HasErrors) return null;
        _columns = ScoreColumns.Of(options.Emit, _bundle!, (path, message, hint) => binding.Error(ProblemCodes.ScoreEmit, path, message, hint));
        if (_columns is null || !AddsNewNames(binding)) return null;

        binding.StateIsFixed($"the model '{options.Model}'");
        _output = binding.Input.Add(_columns.Fields);
        return _output;
    }

    public void Start()
    {
        try
        {
            var loaded = LoadedModel.Load(_bundle!, _format!, new ModelOptions { Threads = options.Threads, Arena = options.Arena, Execution = options.Execution });
            var scorer = new Scorer(loaded, FeatureColumns.Bind(_bundle!, _input!, _at, new Problems())!, _columns!.Outputs);
            scorer.Warm(1);
            _scorer = scorer;
        }
        catch (ModelException error) when (options.OnError != ModelTrouble.Stop)
        {
            _trouble = $"the model cannot be loaded: {error.Message}";
        }
    }

    public void OnBatch(Batch batch, Output output)
    {
        _figures ??= new ScoreFigures(output.Account.Figures);
        // A run that is cut off lets go of the model while a batch may still be under way.
        lock (_running)
        {
            if (_isDisposed) return;
            if (TryScore(batch)) Send(batch, output);
            else WithoutModel(batch, output);
        }
    }

    public void Dispose()
    {
        lock (_running)
        {
            _isDisposed = true;
            _scorer?.Dispose();
        }
    }

    /// <summary>Reads the bundle, and binds its features; null when there was an error.</summary>
    private FeatureColumns? Read(TransformBinding binding, Problems problems)
    {
        try
        {
            _bundle = BundleReader.Read(ModelFolder.Resolve(options.Model).Folder, problems);
        }
        catch (BundleFileException error)
        {
            problems.Error(ProblemCodes.BundleMissing, _at, $"{error.Message}.", "Give a folder with a bundle.yaml, or one with versions and a file LATEST.");
        }

        if (_bundle is null) return null;
        var name = _bundle.Options.Model.Format;
        _format = binding.ModelFormat(name);
        if (_format is null)
            problems.Error(ProblemCodes.ModelFormatUnknown, _bundle.FormatAt, $"nothing here reads models of the format '{name}'.", FormatHint(name, binding.ModelFormatNames));
        return FeatureColumns.Bind(_bundle, binding.Input, _at, problems);
    }

    private static string FormatHint(string name, IReadOnlyList<string> known) =>
        name == "onnx" ? "It comes with the plugin Onnx: build or install plugins/Onnx." : NearMatch.Hint(name, known) ?? "Install a plugin that does.";

    private static void Report(TransformBinding binding, Problems problems)
    {
        foreach (var problem in problems.All)
        {
            if (problem.Severity == Severity.Error) binding.Error(problem.Code, problem.Location, problem.Message, problem.Hint);
            else binding.Warning(problem.Code, "model", problem.Message, problem.Hint);
        }
    }

    private bool AddsNewNames(TransformBinding binding)
    {
        if (_columns!.Fields.FirstOrDefault(field => binding.Input.IndexOf(field.Name) >= 0) is not { } twice) return true;
        binding.Error(ProblemCodes.ColumnTwice, $"emit.{twice.Name}", $"score adds a column '{twice.Name}' that is there already.", "Give it another name in emit.");
        return false;
    }

    private bool TryScore(Batch batch)
    {
        if (_scorer is null) return false;
        try
        {
            _scorer.Score(batch);
            return true;
        }
        catch (ModelException error) when (options.OnError != ModelTrouble.Stop)
        {
            _trouble = $"the model failed: {error.Message}";
            return false;
        }
    }

    private void Send(Batch batch, Output output)
    {
        var scorer = _scorer!;
        var bad = scorer.IsBad[..batch.Rows].Count(true);
        _figures!.Scored(scorer.Features.TakeDefaulted(), options.NonFinite == NonFinite.Null ? bad : 0);
        var answer = With(batch, columns => _columns!.Fill(scorer, batch.Rows, options.NonFinite == NonFinite.Null, columns));
        if (bad == 0 || options.NonFinite != NonFinite.DeadLetter)
        {
            output.Account.Passed += batch.Rows;
            output.Emit(answer);
            return;
        }

        SendFinite(batch, answer, batch.Rows - bad, output);
        answer.Release();
    }

    /// <summary>Sends the rows that could be scored, and the others to the dead letters, each with what is not finite in it.</summary>
    private void SendFinite(Batch batch, Batch answer, int finite, Output output)
    {
        var kept = Buffers.Rent<int>(batch.Rows);
        var count = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            if (!_scorer!.IsBad[row]) kept[count++] = row;
            else output.DeadLetter(batch, [row], $"cannot be scored: {_scorer.Features.Blame(batch, row, _scorer.Scaled) ?? "the score is not finite"}");
        }

        output.Account.Passed += finite;
        if (finite > 0) output.Emit(answer.Where(kept.AsSpan(0, count)));
        Buffers.Return(kept);
    }

    private void WithoutModel(Batch batch, Output output)
    {
        _figures!.NotScored(batch.Rows, _trouble!);
        if (options.OnError == ModelTrouble.Pass)
        {
            output.Account.Passed += batch.Rows;
            output.Emit(With(batch, columns => _columns!.FillNulls(batch.Rows, columns)));
            return;
        }

        var rows = Buffers.Rent<int>(batch.Rows);
        for (var row = 0; row < batch.Rows; row++) rows[row] = row;
        output.DeadLetter(batch, rows.AsSpan(0, batch.Rows), _trouble!);
        Buffers.Return(rows);
    }

    private delegate void FillColumns(Span<Column> columns);

    /// <summary>The batch with the columns of the answer behind its own.</summary>
    private Batch With(Batch batch, FillColumns fill)
    {
        var columns = new Column[_output!.Count];
        batch.Columns.CopyTo(columns);
        foreach (var column in batch.Columns) column.Retain();
        fill(columns.AsSpan(batch.Columns.Length));
        return batch.With(_output, columns);
    }
}
