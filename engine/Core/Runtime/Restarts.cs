using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Whether a run that failed is begun again from its last checkpoint: where that mends it, and as long as the runs come
/// on. Three in a row that committed nothing are one too many.
/// </summary>
public sealed class Restarts
{
    private const int MostInVain = 3;

    // The first epoch of a run is taken before anything is read.
    private const int CommittedInVain = 1;

    private int _inVain;

    /// <summary>To be asked once for each run that has ended.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="keepsCheckpoints">There is a checkpoint to begin from.</param>
    public bool Wants(RunResult result, bool keepsCheckpoints)
    {
        if (!keepsCheckpoints || result.Failure?.InnerException is not RestartNeededException) return false;
        _inVain = result.Final.Checkpoints.Committed > CommittedInVain ? 0 : _inVain + 1;
        return _inVain < MostInVain;
    }
}
