using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>Shows how a run is going.</summary>
internal interface IRunDisplay
{
    /// <summary>How often it wants to be shown.</summary>
    TimeSpan Every { get; }

    void Show(RunSnapshot snapshot);

    /// <summary>A line that is not lost in what is shown.</summary>
    void Say(string line);

    /// <summary>Called once at the end: takes away what would stand in the way of the summary, and writes it.</summary>
    /// <param name="result">How the run ended.</param>
    /// <param name="summary">Renders it; not called where it is not shown.</param>
    void End(RunResult result, Func<string> summary);
}
