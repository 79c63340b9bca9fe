using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>
/// A model bundle: the file <c>bundle.yaml</c> in a folder, beside the files it names. Keys that are none of these are
/// notes for people: how the model was trained, what its limits are.
/// </summary>
/// <example>
/// name: pump-wear
/// version: 1
/// model: { file: model.onnx, format: onnx, sha256: 04eaa85124dfd82476b4691276104c325533c9180dc855784ecfaf7c7c214cb4 }
/// input: { name: features, type: float32, shape: [batch, 2] }
/// output: { name: probabilities, type: float32, shape: [batch, 2], column: 1 }
/// features: [pressure, { mean_flow: (FS1 + FS2) / 2 }]
/// missing: 0.0
/// scaler: { kind: standard, mean: [151.2, 6.5], scale: [3.1, 0.4] }
/// score: { name: wear, kind: probability }
/// threshold: { value: 0.5, anomaly_when: score > threshold }
/// </example>
[ExactlyOneOf("input", "inputs")]
[ExactlyOneOf("output", "outputs")]
public sealed record BundleOptions
{
    /// <summary>What the model is called.</summary>
    [NotEmpty]
    public required string Name { get; init; }

    /// <summary>Its version: a number or a text.</summary>
    [NotEmpty]
    public required string Version { get; init; }

    /// <summary>The model's file.</summary>
    public required BundleModel Model { get; init; }

    /// <summary>The model's input, which takes all features in order.</summary>
    public BundleTensor? Input { get; init; }

    /// <summary>Several inputs: the first takes as many features as it has room for, the next those behind them.</summary>
    [NotEmpty]
    public IReadOnlyList<BundleTensor>? Inputs { get; init; }

    /// <summary>The output that the score is made of.</summary>
    public BundleOutput? Output { get; init; }

    /// <summary>Several outputs by name; a map of outputs groups them. The score is made of the first.</summary>
    [NotEmpty]
    public IReadOnlyDictionary<string, BundleOutput>? Outputs { get; init; }

    /// <summary>
    /// The features in the model's order: a column's name, or a map of the feature's name to an expression:
    /// <c>- flow_mean: (FS1 + FS2) / 2</c>.
    /// </summary>
    [NotEmpty]
    public required IReadOnlyList<BundleFeature> Features { get; init; }

    /// <summary>Features that are read from a column of another name, where there is none of their own.</summary>
    public IReadOnlyDictionary<string, string> From { get; init; } = new Dictionary<string, string>();

    /// <summary>Other names that a column may have, where there is none of the first.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What a null, or a feature without a column, counts as: a number. Words mean that nothing stands for them: a row
    /// with a null cannot be scored, and every feature must have a column.
    /// </summary>
    public object? Missing { get; init; }

    /// <summary>How features are scaled before the model gets them.</summary>
    public BundleScaler Scaler { get; init; } = new();

    /// <summary>What the score is.</summary>
    public required BundleScore Score { get; init; }

    /// <summary>What score is an anomaly; none: the bundle gives no verdict.</summary>
    public BundleThreshold? Threshold { get; init; }

    /// <summary>How near the answers on another machine must be: the first numbers before 'absolute' and 'relative' are read.</summary>
    public BundleExactness Exactness { get; init; } = new();
}

/// <summary>The model's file.</summary>
public sealed record BundleModel
{
    /// <summary>Its path in the bundle's folder.</summary>
    [NotEmpty]
    public required string File { get; init; }

    /// <summary>
    /// Its format: <c>onnx</c> (from the plugin Onnx); <c>xgboost</c>, what save_model writes as .json or .ubj, with the input
    /// <c>features</c> and the outputs <c>prediction</c> and <c>margin</c>, [batch] or [batch, classes], of the trees up to the best
    /// iteration where the file tells one; <c>isolation-forest</c>, trees in JSON, with the input <c>features</c> and the
    /// outputs <c>anomaly_score</c> and <c>contributions</c> (by how many steps each feature shortens the row's path) in float64;
    /// <c>k-means</c>, <c>robust-z</c> and <c>ensemble</c> (from the plugin Detectors); or another that is installed.
    /// </summary>
    [NotEmpty]
    public required string Format { get; init; }

    /// <summary>SHA-256 of the file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its length, checked where it is written.</summary>
    [Positive]
    public long? Bytes { get; init; }
}

/// <summary>An input of the model.</summary>
public record BundleTensor
{
    /// <summary>As the model calls it.</summary>
    [NotEmpty]
    public required string Name { get; init; }

    /// <summary>Type of its values.</summary>
    public ElementType Type { get; init; } = ElementType.Float32;

    /// <summary>Its dimensions; the first is the batch: [batch, 31].</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Shape { get; init; }
}

/// <summary>An output of the model.</summary>
public sealed record BundleOutput : BundleTensor
{
    /// <summary>Which of a row's values the score is, counted from 0; may be left out where there is one.</summary>
    [NotNegative]
    public int? Column { get; init; }

    /// <summary>A text that begins with 'minus' says that the score is minus the output.</summary>
    public string? Sign { get; init; }

    /// <summary>What the values of a row stand for, in order.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}

/// <summary>A feature.</summary>
public sealed record BundleFeature
{
    /// <summary>Its name, that of a column unless there is an expression.</summary>
    [Whole, NotEmpty]
    public required string Name { get; init; }

    /// <summary>Over the columns of the rows to score.</summary>
    public ExpressionText? Expression { get; init; }
}

/// <summary>How features are scaled before the model gets them.</summary>
public sealed record BundleScaler
{
    /// <summary>What is done.</summary>
    public ScalerKind Kind { get; init; }

    /// <summary>A JSON file with 'mean', 'scale' and, to compare, 'features'.</summary>
    public string? File { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Mean of each feature, where there is no file.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    /// <summary>Scale of each feature, where there is no file.</summary>
    public IReadOnlyList<double>? Scale { get; init; }
}

/// <summary>What a scaler does.</summary>
public enum ScalerKind
{
    /// <summary>Features go to the model as they are.</summary>
    None,

    /// <summary>(x − mean) / scale, in float64.</summary>
    Standard,
}

/// <summary>What the score is.</summary>
public sealed record BundleScore
{
    /// <summary>What the score is called; the column it goes into where 'emit' is not written.</summary>
    public string Name { get; init; } = "score";

    /// <summary>How it is worked out.</summary>
    public required ScoreKind Kind { get; init; }
}

/// <summary>How a score is worked out.</summary>
public enum ScoreKind
{
    /// <summary>Mean over the features of (scaled feature − output)², in float64; the output has a value a feature.</summary>
    MeanSquaredError,

    /// <summary>One column of the output.</summary>
    Probability,

    /// <summary>The output, or minus the output where its 'sign' says so.</summary>
    IsolationForest,

    /// <summary>One column of the output, of a model that predicts a number.</summary>
    Value,

    /// <summary>There is no score: outputs are what is asked for.</summary>
    Class,
}

/// <summary>What score is an anomaly.</summary>
public sealed record BundleThreshold
{
    /// <summary>What the score is compared with.</summary>
    public required double Value { get; init; }

    /// <summary>How: <c>score &gt; threshold</c>, or with &gt;=, &lt; or &lt;=.</summary>
    public required string AnomalyWhen { get; init; }
}

/// <summary>How near answers must be.</summary>
public sealed record BundleExactness
{
    /// <summary>Of the score: '1e-5 relative or 1e-9 absolute'.</summary>
    public string? Score { get; init; }

    /// <summary>Of probabilities.</summary>
    public string? Probabilities { get; init; }

    /// <summary>Of an ONNX model, where 'score' does not say.</summary>
    public string? Onnx { get; init; }
}
