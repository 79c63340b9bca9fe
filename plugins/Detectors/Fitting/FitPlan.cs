using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>What planning finds out about a fit.</summary>
internal sealed class FitPlan
{
    private FitPlan(FitOptions options, FitFeature[] features, double? missing, Schema input)
    {
        (Options, Features, Missing, Input) = (options, features, missing, input);
        var all = options.Forest is null && options.Kmeans is null && options.Robust is null;
        Forest = options.Forest ?? (all ? new ForestOptions() : null);
        KMeans = options.Kmeans ?? (all ? new KMeansOptions() : null);
        Robust = options.Robust ?? (all ? new RobustOptions() : null);
        Added = [.. AddedFields()];
        Output = input;
    }

    public FitOptions Options { get; }

    public FitFeature[] Features { get; }

    /// <summary>What stands for a null; null where nothing does.</summary>
    public double? Missing { get; }

    /// <summary>Rows with a null are left out; otherwise one ends the run.</summary>
    public bool DropsMissing => Options.Missing is string text && text == "drop";

    public ForestOptions? Forest { get; }

    public KMeansOptions? KMeans { get; }

    public RobustOptions? Robust { get; }

    public Schema Input { get; }

    /// <summary>The columns that are added, in order.</summary>
    public IReadOnlyList<Field> Added { get; }

    public Schema Output { get; private set; }

    /// <summary>Checks the options against the input; null when there was an error, which has been reported.</summary>
    public static FitPlan? Bind(FitOptions options, TransformBinding binding)
    {
        if (!binding.IsBounded)
            binding.Error(Codes.Input, "", "fit needs an input that ends: it fits when all rows are there, and this one goes on.", "Fit to files, to a topic with until:, or to a store; live rows are scored with 'score'.");
        if (binding.KeepsCheckpoints)
            binding.Error(Codes.Input, "", "fit cannot go on from a checkpoint: its rows wait in a file that ends with the run.", "Leave checkpoint: out of the pipeline that fits; begun again, it fits to its whole input.");
        var features = options.Features.Select(each => FitFeature.Bind(each.Key, each.Value, binding)).ToArray();
        var missing = MissingOf(options, binding, out var isGood);
        if (!isGood || features.Contains(null) || !binding.IsBounded || binding.KeepsCheckpoints) return null;
        var plan = new FitPlan(options, features!, missing, binding.Input);
        if (!plan.HasNewNames(binding)) return null;
        plan.Output = binding.Input.Add(plan.Added);
        return plan;
    }

    private static double? MissingOf(FitOptions options, TransformBinding binding, out bool isGood)
    {
        isGood = true;
        if (options.Missing is double or long) return Convert.ToDouble(options.Missing, CultureInfo.InvariantCulture);
        if (options.Missing is null or "error" or "drop") return null;
        binding.Error(Codes.Options, "missing", $"missing must be a number, error or drop, got '{options.Missing}'.", "A number stands for the null; error ends the run; drop leaves the row out.");
        isGood = false;
        return null;
    }

    private bool HasNewNames(TransformBinding binding)
    {
        var taken = Added.Where(field => binding.Input.IndexOf(field.Name) >= 0).Select(field => $"'{field.Name}'").ToList();
        if (taken.Count == 0) return true;
        binding.Error(Codes.ColumnTaken, "", $"fit adds {(taken.Count == 1 ? "a column" : "columns")} {string.Join(", ", taken)}, which {(taken.Count == 1 ? "is" : "are")} there already.", "Rename or drop them with select before.");
        return false;
    }

    private IEnumerable<Field> AddedFields()
    {
        if (Forest is not null)
        {
            yield return new Field(SetOutput.ForestScore, ColumnType.Float);
            yield return new Field("forest_score_normalized", ColumnType.Float);
            yield return new Field("forest_is_anomaly", ColumnType.Bool);
        }

        if (KMeans is not null)
        {
            yield return new Field("kmeans_cluster", ColumnType.Int);
            yield return new Field(SetOutput.KMeansDistance, ColumnType.Float);
            yield return new Field("kmeans_percentile", ColumnType.Float);
        }

        if (Robust is not null) yield return new Field(SetOutput.RobustScore, ColumnType.Float);
        if (new object?[] { Forest, KMeans, Robust }.Count(each => each is not null) > 1) yield return new Field(SetOutput.EnsembleScore, ColumnType.Float);
        yield return new Field("is_anomaly", ColumnType.Bool);
        yield return new Field("reasons", ColumnType.ListOf(ColumnType.String));
    }
}
