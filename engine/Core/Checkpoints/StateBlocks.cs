namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// The blocks that <see cref="StateBuffer"/> fills, used by one checkpoint after the other. The stream stands still while
/// state is copied into them, and the first touch of fresh memory takes several times as long as the copy: so all that the
/// last two checkpoints had out is kept.
/// </summary>
internal static class StateBlocks
{
    /// <summary>Length of a block.</summary>
    public const int Bytes = 256 * 1024;

    private static readonly Lock Gate = new();
    private static readonly Stack<byte[]> Spare = new();
    private static int _out;
    private static int _most;
    private static int _mostBefore;

    /// <summary>A block of <see cref="Bytes"/> with old content; goes back by <see cref="Return"/>.</summary>
    public static byte[] Rent()
    {
        lock (Gate)
        {
            _most = Math.Max(_most, ++_out);
            if (Spare.TryPop(out var block)) return block;
        }

        return GC.AllocateUninitializedArray<byte>(Bytes);
    }

    public static void Return(byte[] block)
    {
        lock (Gate)
        {
            _out--;
            Spare.Push(block);
        }
    }

    /// <summary>Ends a period: what was needed neither in it nor in the one before is given back to the machine.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            var keep = Math.Max(_most, _mostBefore);
            while (Spare.Count > 0 && Spare.Count + _out > keep) Spare.Pop();
            Spare.TrimExcess();
            (_mostBefore, _most) = (_most, _out);
        }
    }
}
