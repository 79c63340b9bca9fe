namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// The blocks that <see cref="StateBuffer"/> fills, used by one checkpoint after the other. The stream stands still while
/// state is copied into them, and into fresh memory that takes ten times as long (100 MB: 5 ms, else 50 ms): so what the last
/// two checkpoints had out is kept, and a quarter more for state that grows.
/// </summary>
internal sealed class StateBlocks
{
    /// <summary>Length of a block.</summary>
    public const int Bytes = 256 * 1024;

    private const int SmallestPage = 4096;

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

    /// <summary>Sees to it that so much state can be saved into memory that has been touched; takes half a millisecond a megabyte.</summary>
    public void Warm(long bytes)
    {
        for (var missing = Missing(bytes); missing > 0; missing--)
        {
            var block = GC.AllocateUninitializedArray<byte>(Bytes);
            for (var at = 0; at < block.Length; at += SmallestPage) block[at] = 0;
            lock (_gate) _spare.Push(block);
        }
    }

    /// <summary>How many blocks <see cref="Warm"/> would make.</summary>
    public long Missing(long bytes) => Math.Max(0, (bytes / Bytes) + 1 - Count());

    /// <summary>Ends the period of one checkpoint: what it and the one before did not need is given up, and room for growth made.</summary>
    public void Renew()
    {
        long keep;
        lock (_gate)
        {
            keep = Math.Max(_most, _mostBefore) * 5L / 4;
            while (_spare.Count > 0 && _spare.Count + _out > keep) _spare.Pop();
            (_mostBefore, _most) = (_most, 0);
        }

        Warm((keep - 1) * Bytes);
    }

    private int Count()
    {
        lock (_gate) return _spare.Count + _out;
    }
}
