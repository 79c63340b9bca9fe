namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// Small runs of 64-bit words in a few large arrays: millions of cells have one each, and an object each would cost more
/// than what they hold. A run that is given back is used again for one of the same size.
/// </summary>
internal sealed class RegionHeap
{
    private const int ChunkBits = 16;
    private const int ChunkWords = 1 << ChunkBits;

    private readonly List<long[]> _chunks = [];

    // By size class; the first word of a free run says which is the next.
    private readonly int[] _free = [.. Enumerable.Repeat(-1, 40)];
    private readonly Stack<int> _freeChunks = new();
    private int _openChunk = -1;
    private int _openUsed = ChunkWords;

    /// <summary>Bytes of all arrays.</summary>
    public long Bytes { get; private set; }

    public Span<long> this[int region, int words] => _chunks[region >> ChunkBits].AsSpan(region & (ChunkWords - 1), words);

    /// <param name="words">How many are needed.</param>
    /// <param name="sizeClass">The same for all runs of so many words.</param>
    public int Take(int words, int sizeClass)
    {
        if (words > ChunkWords) return TakeChunk(words);
        if (_free[sizeClass] is >= 0 and var region)
        {
            _free[sizeClass] = (int)this[region, 1][0];
            return region;
        }

        if (_openUsed + words > ChunkWords) (_openChunk, _openUsed) = (TakeChunk(ChunkWords) >> ChunkBits, 0);
        _openUsed += words;
        return (_openChunk << ChunkBits) | (_openUsed - words);
    }

    public void Give(int region, int words, int sizeClass)
    {
        if (words > ChunkWords)
        {
            Bytes -= words * (long)sizeof(long);
            _chunks[region >> ChunkBits] = [];
            _freeChunks.Push(region >> ChunkBits);
            return;
        }

        this[region, 1][0] = _free[sizeClass];
        _free[sizeClass] = region;
    }

    private int TakeChunk(int words)
    {
        Bytes += words * (long)sizeof(long);
        if (!_freeChunks.TryPop(out var chunk))
        {
            chunk = _chunks.Count;
            if (chunk > short.MaxValue) throw new InvalidOperationException("nested groups hold more than 16 GB; let fewer keys share a process, or spread them over lanes");
            _chunks.Add([]);
        }

        _chunks[chunk] = new long[words];
        return chunk << ChunkBits;
    }
}
