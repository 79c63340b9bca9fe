using System.Diagnostics;
using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>How a check of a bundle ended.</summary>
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something to know, and no fault: a bundle without golden rows is unproven.</summary>
    Unproven,

    /// <summary>A fault.</summary>
    Failed,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Name">What: files, features, golden.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Text">What was found.</param>
public sealed record CheckLine(string Name, CheckStatus Status, string Text);

/// <summary>How long the model takes for a batch.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Microseconds">Median of many runs on typical features, score included.</param>
public sealed record CheckLatency(int Rows, double Microseconds);

/// <summary>
/// Checks a bundle from its files to its answers, a line each: what a pipeline would find when it starts, and whether the
/// model gives the answers it was made to give.
/// </summary>
public sealed class ModelCheck
{
    private readonly List<CheckLine> _lines = [];
    private readonly List<CheckLatency> _latencies = [];

    private readonly bool _measure;

    private ModelCheck(bool measure) => _measure = measure;

    /// <summary>Name and version of the bundle; null where it cannot be read.</summary>
    public string? Bundle { get; private set; }

    public IReadOnlyList<CheckLine> Lines => _lines;

    /// <summary>Empty where the model cannot be run.</summary>
    public IReadOnlyList<CheckLatency> Latencies => _latencies;

    /// <summary>Problems of bundle.yaml, where there are any.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public bool Passed => _lines.TrueForAll(line => line.Status != CheckStatus.Failed);

    /// <summary>Checks a bundle.</summary>
    /// <param name="path">Its folder, or one with versions: then the one in force.</param>
    /// <param name="format">Finds a format of models; null for one that is not known.</param>
    /// <param name="golden">Files with golden rows; empty for those that the bundle names.</param>
    /// <param name="tolerance">How near answers must be; null for what the bundle promises.</param>
    /// <param name="options">How the model is run.</param>
    /// <param name="measure">Takes its time, a second.</param>
    public static ModelCheck Of(string path, Func<string, IModelFormat?> format, IReadOnlyList<string> golden, Tolerance? tolerance, ModelOptions options, bool measure = true)
    {
        var check = new ModelCheck(measure);
        try
        {
            check.Run(ModelFolder.Resolve(path).Folder, format, golden, tolerance, options);
        }
        catch (BundleFileException error)
        {
            check.Add("bundle", CheckStatus.Failed, error.Message);
        }
        catch (ModelException error)
        {
            check.Add("model", CheckStatus.Failed, error.Message);
        }

        return check;
    }

    private void Run(string folder, Func<string, IModelFormat?> find, IReadOnlyList<string> golden, Tolerance? tolerance, ModelOptions options)
    {
        var problems = new Problems();
        var bundle = BundleReader.Read(folder, problems);
        Problems = problems.All;
        if (bundle is null)
        {
            Add("bundle", CheckStatus.Failed, $"{BundleFolder.FileName} has {Problems.Count} {(Problems.Count == 1 ? "problem" : "problems")}");
            return;
        }

        Bundle = $"{bundle.Options.Name} {bundle.Version}";
        Add("bundle", CheckStatus.Ok, $"{bundle.Options.Name}, version {bundle.Version}, {bundle.Options.Model.Format}");
        if (!FilesAreRight(bundle)) return;
        Describe(bundle);
        if (find(bundle.Options.Model.Format) is not { } format)
        {
            Add("model", CheckStatus.Failed, $"nothing here reads models of the format '{bundle.Options.Model.Format}'");
            return;
        }

        using var loaded = LoadedModel.Load(bundle, format, options, find);
        Add("shapes", CheckStatus.Ok, $"{Tensors(bundle.Inputs)} → {Tensors(bundle.Outputs.Select(output => output.Tensor))}, as the model has them");
        TryOut(loaded);
        Golden(loaded, golden, tolerance ?? Tolerance.Of(bundle));
    }

    private bool FilesAreRight(Bundle bundle)
    {
        try
        {
            LoadedModel.CheckFiles(bundle);
            Add("files", CheckStatus.Ok, $"{string.Join(", ", bundle.Files.Select(file => file.Name))}: sha256 as the bundle says");
            return true;
        }
        catch (ModelException error)
        {
            Add("files", CheckStatus.Failed, error.Message);
            return false;
        }
    }

    private void Describe(Bundle bundle)
    {
        var missing = bundle.Missing is { } number ? $"null counts as {number.ToString("R", CultureInfo.InvariantCulture)}" : "a null cannot be scored";
        var order = bundle.Scaler is null ? "" : bundle.Scaler.NamesFeatures ? $"; in the order of {bundle.Options.Scaler.File}" : "; the scaler does not name them, so their order is not compared";
        Add("features", CheckStatus.Ok, $"{bundle.Features.Count}: {string.Join(", ", bundle.Features.Select(feature => feature.Name))}{order}; {missing}");
        Add("scaler", CheckStatus.Ok, bundle.Scaler is { } scaler ? $"standard, {scaler.Mean.Length} means and {scaler.Scale.Length} scales" : "none");
        var threshold = bundle.Threshold is { } known ? $"; an anomaly where {bundle.Options.Threshold!.AnomalyWhen}, {known.Value.ToString("R", CultureInfo.InvariantCulture)}" : "; no threshold, no verdict";
        Add("score", CheckStatus.Ok, bundle.HasScore ? $"{bundle.Options.Score.Name}, {Pipelines.Binders.Naming.Snake(bundle.Options.Score.Kind.ToString())} of '{bundle.ScoreOutput.Tensor.Name}'{threshold}" : "none: outputs only");
    }

    /// <summary>A row of typical features, then batches of them against the clock.</summary>
    private void TryOut(LoadedModel loaded)
    {
        var bundle = loaded.Bundle;
        var features = FeatureColumns.Typical(bundle);
        var scorer = new Scorer(loaded, features, []);
        scorer.Warm(1);
        var isFinite = !scorer.IsBad[0];
        var answer = bundle.HasScore ? $"{bundle.Options.Score.Name} {scorer.Scores[0].ToString("G6", CultureInfo.InvariantCulture)}" : $"{bundle.ScoreOutput.Tensor.Name} {OutputValues.At(scorer.Output(0), 0).ToString("G6", CultureInfo.InvariantCulture)}";
        Add("inference", isFinite ? CheckStatus.Ok : CheckStatus.Failed, $"a row of {(bundle.Scaler is null ? "zeros" : "means")}: {answer}");
        if (!_measure) return;
        foreach (var rows in (int[])[1, 32, 1000]) _latencies.Add(new CheckLatency(rows, Median(scorer, rows)));
        Add("latency", CheckStatus.Ok, string.Join("; ", _latencies.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Rows} {(each.Rows == 1 ? "row" : "rows")} {each.Microseconds:N0} µs ({each.Rows / each.Microseconds * 1e6:N0} rows/s)"))));
    }

    private static double Median(Scorer scorer, int rows)
    {
        var budget = Stopwatch.StartNew();
        var times = new List<double>();
        scorer.Warm(rows);
        while (times.Count < 5 || (times.Count < 200 && budget.Elapsed < TimeSpan.FromSeconds(0.3)))
        {
            var start = Stopwatch.GetTimestamp();
            scorer.Warm(rows);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private void Golden(LoadedModel loaded, IReadOnlyList<string> given, Tolerance tolerance)
    {
        var comparison = new GoldenComparison(loaded, tolerance);
        var files = given.Count > 0 ? given : [.. loaded.Bundle.Golden.Select(name => Path.Combine(loaded.Bundle.Folder, name))];
        var compared = 0;
        foreach (var file in files) compared += Golden(comparison, file, tolerance, isAsked: given.Count > 0);
        if (compared == 0 && Passed) Add("golden", CheckStatus.Unproven, "unproven: there are no golden rows to compare with");
    }

    /// <returns>1 when the file was compared.</returns>
    private int Golden(GoldenComparison comparison, string path, Tolerance tolerance, bool isAsked)
    {
        var name = Path.GetFileName(path);
        try
        {
            var file = GoldenFile.Read(path);
            if (comparison.WhyNot(file) is { } why)
            {
                Add("golden", isAsked ? CheckStatus.Failed : CheckStatus.Ok, $"{name}: not compared, {why}");
                return 0;
            }

            var result = comparison.Compare(file);
            var found = $"{name}: {result.Rows} rows, {string.Join(", ", result.Columns)}; largest difference {result.Worst.ToString("G3", CultureInfo.InvariantCulture)}, allowed {tolerance}";
            if (result.Outside == 0) Add("golden", CheckStatus.Ok, found);
            else Add("golden", CheckStatus.Failed, $"{found}; {result.Outside} outside, the first: {result.First}");
            return 1;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Add("golden", CheckStatus.Failed, $"{name} cannot be read: {error.Message}");
            return 0;
        }
    }

    private static string Tensors(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => $"{tensor.Name} {tensor.Describe()}"));

    private void Add(string name, CheckStatus status, string text) => _lines.Add(new CheckLine(name, status, text));
}
