using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamGuard.Contracts;

/// <summary>Writes a component's state, little endian, to be read back in the same order by <see cref="StateReader"/>.</summary>
public sealed class StateWriter(IBufferWriter<byte> output)
{
    // Checkpoints compare blocks of so many bytes with those of the checkpoint before.
    private const int Block = 256 * 1024;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    public void Write(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(string value) => WriteBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Length, then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        Append(bytes);
    }

    /// <summary>Length, then the items as they lie in memory.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        Write(items.Length);
        Append(MemoryMarshal.AsBytes(items));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        // An array of some blocks begins a block of its own: then they are those of the checkpoint before wherever the
        // array has not changed, though what stands ahead of it has grown, and are not written again.
        if (bytes.Length >= Block) output.GetSpan(Block);
        output.Write(bytes);
    }
}

/// <summary>Reads back what <see cref="StateWriter"/> wrote.</summary>
/// <remarks>Every method throws <see cref="EndOfStreamException"/> when the state ends too early.</remarks>
public sealed class StateReader(ReadOnlyMemory<byte> state)
{
    private int _at;

    public bool AtEnd => _at == state.Length;

    public bool ReadBool() => ReadByte() != 0;

    public byte ReadByte() => Take(1)[0];

    public int ReadInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadLong());

    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadInt());

    public T[] ReadArray<T>() where T : unmanaged
    {
        var length = ReadInt();
        var bytes = Take(checked(length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes < 0 || bytes > state.Length - _at) throw new EndOfStreamException("the saved state ends too early");
        _at += bytes;
        return state.Span.Slice(_at - bytes, bytes);
    }
}

/// <summary>Something whose state goes into a checkpoint and comes back from one.</summary>
public interface IStateful
{
    void Save(StateWriter state) { }

    /// <summary>Reads what <see cref="Save"/> wrote, into a new instance that has been bound.</summary>
    void Restore(StateReader state) { }
}
