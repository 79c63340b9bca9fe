using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// State as a component saves it, in pooled blocks. A block ends where what comes next and must stand in one piece does
/// not fit any more; <see cref="StateWriter"/> asks for a whole block before a large array, so that the array's blocks are the same as in
/// the checkpoint before though something ahead of it has grown. For one thread at a time.
/// </summary>
internal sealed class StateBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly List<(byte[] Array, int Used)> _full = [];
    private byte[] _block = [];
    private int _used;
    private long _before;

    /// <summary>Bytes written.</summary>
    public long Length => _before + _used;

    /// <summary>What was written, in order; valid until the buffer is disposed of.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Blocks
    {
        get
        {
            foreach (var (array, used) in _full) yield return array.AsMemory(0, used);
            if (_used > 0) yield return _block.AsMemory(0, _used);
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _block.Length - _used);
        _used += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _block.AsSpan(_used);
    }

    /// <summary>Gives the blocks back; the buffer is empty then.</summary>
    public void Dispose()
    {
        foreach (var (array, _) in _full) GiveBack(array);
        GiveBack(_block);
        _full.Clear();
        (_block, _used, _before) = ([], 0, 0);
    }

    private void Reserve(int wanted)
    {
        if (_block.Length - _used >= Math.Max(1, wanted)) return;
        if (_used > 0) _full.Add((_block, _used));
        else GiveBack(_block);
        _before += _used;
        _block = wanted > StateBlocks.Bytes ? new byte[wanted] : StateBlocks.Shared.Rent();
        _used = 0;
    }

    private static void GiveBack(byte[] block)
    {
        if (block.Length == StateBlocks.Bytes) StateBlocks.Shared.Return(block);
    }
}
