using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Scores each row with a model. Null features get the bundle's default, then all are scaled in float64, rounded to
/// float32, given to the model, and scored in float64.
/// </summary>
/// <example>
/// score:
///   model: models/pump-wear
///   emit: { wear: score, worn: above_threshold }
/// </example>
public sealed record ScoreOptions
{
    /// <summary>
    /// A folder with a <c>bundle.yaml</c>, or one of such folders, a version each, with a file <c>LATEST</c> that names the one
    /// in force. Relative to the working directory.
    /// </summary>
    [NotEmpty]
    public required string Model { get; init; }

    /// <summary>
    /// New columns: <c>score</c>, <c>above_threshold</c> (by the bundle's own comparison), <c>version</c> (the bundle's), or an
    /// output of the model as <c>name</c> or <c>name[i]</c>, or the names of its greatest values above 0 as <c>top(name, 3)</c>, where the
    /// bundle says what they stand for. Unless written, the score by the bundle's name for it and above_threshold.
    /// </summary>
    public IReadOnlyDictionary<string, string> Emit { get; init; } = new Dictionary<string, string>();

    /// <summary>What becomes of a row that cannot be scored: a feature, after defaults, or the score is not finite.</summary>
    public NonFinite NonFinite { get; init; }

    /// <summary>What happens when the model cannot be loaded or fails.</summary>
    public ModelTrouble OnError { get; init; }

    /// <summary>
    /// How often to look whether <c>LATEST</c> names another version. It is loaded and run once beside the one in force, and takes
    /// over at the next barrier (<c>checkpoint.every</c>); one that is no good is refused, and the old one goes on. The signal
    /// SIGHUP looks at once.
    /// </summary>
    [Positive]
    public Duration? Reload { get; init; }

    /// <summary>
    /// A second model, given as <c>model</c> is, that scores the same rows and is never acted on: how often it agrees, how far its
    /// scores lie apart and how long it takes are figures of the run.
    /// </summary>
    [NotEmpty]
    public string? Shadow { get; init; }

    /// <summary>Threads that the model may use for one batch.</summary>
    [Between(1, 64)]
    public int Threads { get; init; } = 1;

    /// <summary>The model's runtime keeps memory from batch to batch: faster, and larger.</summary>
    public bool Arena { get; init; } = true;

    /// <summary>Whether parts of the model that do not depend on each other run at the same time.</summary>
    public ModelExecution Execution { get; init; }
}

/// <summary>What becomes of a row that cannot be scored.</summary>
public enum NonFinite
{
    /// <summary>Score, verdict and outputs are null.</summary>
    Null,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,

    /// <summary>It gets what the model says, which may look normal.</summary>
    Score,
}

/// <summary>What happens when a model cannot be loaded or fails.</summary>
public enum ModelTrouble
{
    /// <summary>The pipeline ends.</summary>
    Stop,

    /// <summary>The rows become dead letters.</summary>
    DeadLetter,

    /// <summary>The rows go on with nulls, counted.</summary>
    Pass,
}
