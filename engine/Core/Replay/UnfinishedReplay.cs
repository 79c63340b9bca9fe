using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Replay;

/// <summary>
/// Keeps a pipeline from running while a replay of its dead letters is half done: its next checkpoint would forget how
/// far that came.
/// </summary>
internal static class UnfinishedReplay
{
    /// <param name="checkpointFolder">Of the pipeline.</param>
    /// <param name="restart">Whether it begins anew: then there is nothing to finish.</param>
    /// <param name="file">The pipeline file.</param>
    /// <exception cref="RefusedException">There is one.</exception>
    public static void Refuse(string checkpointFolder, RestartOptions restart, Location file)
    {
        var note = ReplaySelection.NoteOf(checkpointFolder);
        if (!File.Exists(note)) return;
        if (!restart.Fresh)
            throw new RefusedException(new Problem(
                ProblemCodes.ReplayUnfinished, Severity.Error, file, "a replay of dead letters was cut off, and what it has written is not all there.",
                "Run 'streamguard replay-dead-letters' with this file to finish it, or begin anew with --fresh."));
        File.Delete(note);
    }
}
