using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamGuard.Contracts;

/// <summary>
/// Many small values into a state, as <see cref="StateWriter"/> writes them: the output is asked for room once for
/// thousands of them, which is most of what a value costs. Nothing else may be written until it is disposed of.
/// </summary>
public ref struct GatheredWriter
{
    private const int Room = 16 * 1024;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    internal GatheredWriter(IBufferWriter<byte> output) => _output = output;

    public void Write(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    /// <summary>Length, then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }

    /// <summary>Length, then the items as they lie in memory.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        Write(items.Length);
        WriteItems(items);
    }

    /// <summary>The items as they lie in memory, without their number.</summary>
    public void WriteItems<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        bytes.CopyTo(Take(bytes.Length));
    }

    /// <summary>Hands over what was written.</summary>
    public void Dispose()
    {
        _output.Advance(_used);
        _span = [];
        _used = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int bytes)
    {
        if (_span.Length - _used < bytes) Renew(bytes);
        _used += bytes;
        return _span.Slice(_used - bytes, bytes);
    }

    private void Renew(int bytes)
    {
        _output.Advance(_used);
        _span = _output.GetSpan(Math.Max(bytes, Room));
        _used = 0;
    }
}
