namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// The blocks that <see cref="StateBuffer"/> fills, used by one checkpoint after the other. The stream stands still while
/// state is copied into them, and the first touch of fresh memory takes several times as long as the copy: so all that the
/// last two checkpoints had out is kept.
/// </summary>
internal sealed class StateBlocks
{
    /// <summary>Length of a block.</summary>
    public const int Bytes = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _spare = new();
    private int _out;
    private int _most;
    private int _mostBefore;

    /// <summary>Those of the process.</summary>
    public static StateBlocks Shared { get; } = new();

    /// <summary>Blocks that nobody has.</summary>
    public int Spare
    {
        get
        {
            lock (_gate) return _spare.Count;
        }
    }

    /// <summary>A block of <see cref="Bytes"/> with old content; goes back by <see cref="Return"/>.</summary>
    public byte[] Rent()
    {
        lock (_gate)
        {
            _most = Math.Max(_most, ++_out);
            if (_spare.TryPop(out var block)) return block;
        }

        return GC.AllocateUninitializedArray<byte>(Bytes);
    }

    public void Return(byte[] block)
    {
        lock (_gate)
        {
            _out--;
            _spare.Push(block);
        }
    }

    /// <summary>Ends a period: what was needed neither in it nor in the one before is given back to the machine.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            var keep = Math.Max(_most, _mostBefore);
            while (_spare.Count > 0 && _spare.Count + _out > keep) _spare.Pop();
            _spare.TrimExcess();
            (_mostBefore, _most) = (_most, 0);
        }
    }
}
