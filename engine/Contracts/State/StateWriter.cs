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

    /// <summary>
    /// Begins a state whose layout may change from one version of the program to the next: a state of another format is
    /// then refused by <see cref="StateReader.ReadFormat"/> instead of being misread.
    /// </summary>
    public void WriteFormat(byte format) => Write(format);

    /// <summary>For many small values one behind another; to be disposed of before anything else is written.</summary>
    public GatheredWriter Gather() => new(output);

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
        WriteItems(bytes);
    }

    /// <summary>Length, then the items as they lie in memory.</summary>
    public void WriteArray<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        Write(items.Length);
        WriteItems(items);
    }

    /// <summary>
    /// The items as they lie in memory, without their number: for what the reader knows the number of. While a state is
    /// saved the stream stands still; a slab written at once takes the time of copying it, 50 µs a megabyte.
    /// </summary>
    public void WriteItems<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        // An array of some blocks begins a block of its own: then they are those of the checkpoint before wherever the
        // array has not changed, though what stands ahead of it has grown, and are not written again.
        if (bytes.Length >= Block) output.GetSpan(Block);
        output.Write(bytes);
    }
}
