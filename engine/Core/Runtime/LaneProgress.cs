namespace StreamGuard.Core.Runtime;

/// <summary>
/// How far the lanes of one component have come. Each lets the watermark go as far as its own keys allow, which differs:
/// so what one watermark fired leaves, and the watermark behind it is passed on, when all lanes have handled that one.
/// </summary>
internal sealed class LaneProgress(int lanes)
{
    private readonly Queue<(long Fired, long Onward)>[] _ahead = [.. Enumerable.Range(0, lanes).Select(_ => new Queue<(long, long)>())];
    private readonly long[] _fired = [.. Enumerable.Repeat(long.MinValue, lanes)];
    private readonly long[] _onward = [.. Enumerable.Repeat(long.MinValue, lanes)];

    /// <summary>The last watermark that every lane has handled; long.MinValue before the first.</summary>
    public long Everywhere { get; private set; } = long.MinValue;

    /// <summary>A lane lets the watermark go so far.</summary>
    public void Onward(int lane, long watermark) => _onward[lane] = watermark;

    /// <summary>A lane has handled a watermark.</summary>
    public void Fired(int lane, long watermark)
    {
        _fired[lane] = watermark;
        _ahead[lane].Enqueue((watermark, _onward[lane]));
    }

    /// <summary>
    /// Moves <see cref="Everywhere"/> on to what the last lane has handled, and says how far each let the watermark go then.
    /// </summary>
    /// <returns>False when the last lane has not moved.</returns>
    public bool TryMove(Span<long> watermarks)
    {
        var least = _fired.Min();
        if (least <= Everywhere) return false;
        Everywhere = least;
        for (var lane = 0; lane < lanes; lane++)
            while (_ahead[lane].TryPeek(out var next) && next.Fired <= least) watermarks[lane] = _ahead[lane].Dequeue().Onward;
        return true;
    }
}
