using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Host.Service;

/// <summary>What a pipeline of the host is doing.</summary>
internal enum HostedState
{
    /// <summary>Its sinks are being opened, its state restored.</summary>
    Starting,

    Running,

    /// <summary>It has failed, and is begun again at <see cref="HostedStatus.NextStart"/>.</summary>
    Waiting,

    /// <summary>It is begun by a schedule, next at <see cref="HostedStatus.NextStart"/>.</summary>
    Scheduled,

    /// <summary>Stopped by request, with a checkpoint to go on from.</summary>
    Paused,

    /// <summary>Its input has ended.</summary>
    Finished,

    /// <summary>It cannot go on by itself: what its checkpoints hold does not fit the file.</summary>
    Failed,

    /// <summary>The file has errors.</summary>
    Invalid,

    /// <summary>The host ends, or the file is gone.</summary>
    Stopped,
}

/// <summary>A pipeline of the host at one moment; replaced as a whole.</summary>
/// <param name="Name">The pipeline's name; of a file that says none, the file's.</param>
/// <param name="File">Its file.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Since">Since when.</param>
internal sealed record HostedStatus(string Name, string File, HostedState State, DateTimeOffset Since)
{
    /// <summary>The plan in force; null until a file was without errors.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What is wrong with the file as it stands, also when the plan of an earlier one is still running.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the last run failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>How often it was begun again after a failure.</summary>
    public long Restarts { get; init; }

    /// <summary>When it is begun again; null unless it waits for that.</summary>
    public DateTimeOffset? NextStart { get; init; }
}

/// <summary>What became of a request to a pipeline.</summary>
/// <param name="Done">It was carried out.</param>
/// <param name="Text">What was done, or why not; a sentence.</param>
internal sealed record Outcome(bool Done, string Text);
