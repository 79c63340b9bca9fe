using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>The keys whose rows a <see cref="LaneSplitter"/> gives to one lane; with one lane, all.</summary>
internal sealed class LaneShare(int lane, int lanes) : IKeyShare
{
    public void Choose(Batch keys, Span<bool> isOwn)
    {
        var laneOf = Buffers.Rent<int>(keys.Rows);
        KeyHash.Lanes(keys, [.. Enumerable.Range(0, keys.Columns.Length)], lanes, laneOf);
        for (var row = 0; row < keys.Rows; row++) isOwn[row] = laneOf[row] == lane;
        Buffers.Return(laneOf);
    }
}
