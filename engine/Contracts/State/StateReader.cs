using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamGuard.Contracts;

/// <summary>Reads back what <see cref="StateWriter"/> wrote.</summary>
/// <remarks>Every method throws <see cref="EndOfStreamException"/> when the state ends too early.</remarks>
public sealed class StateReader(ReadOnlyMemory<byte> state)
{
    private int _at;

    public bool AtEnd => _at == state.Length;

    /// <summary>Throws unless what was read can be true: what is damaged must not go on as something else.</summary>
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public static void Check(bool holds, string what)
    {
        if (!holds) throw new InvalidDataException($"the saved state is damaged: {what}");
    }

    /// <summary>Reads the beginning of a state that <see cref="StateWriter.WriteFormat"/> wrote.</summary>
    /// <param name="known">The format that is going to be read.</param>
    /// <param name="what">Whose state it is, in words: "a window".</param>
    /// <exception cref="InvalidDataException">The state is of another format.</exception>
    public void ReadFormat(byte known, string what)
    {
        var format = ReadByte();
        if (format != known)
            throw new InvalidDataException($"the state of {what} was saved in format {format} by another version of the program; this version reads format {known}");
    }

    public bool ReadBool() => ReadByte() != 0;

    public byte ReadByte() => Take(1)[0];

    public int ReadInt() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadLong() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadLong());

    public string ReadString() => Encoding.UTF8.GetString(ReadBytes());

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadInt());

    /// <summary>A number of items that follow; never more than the rest of the state has room for.</summary>
    /// <param name="bytesEach">What an item takes at least; greater than 0.</param>
    public int ReadCount(int bytesEach)
    {
        var count = ReadInt();
        Require(count, bytesEach);
        return count;
    }

    /// <summary>Throws unless so many items can follow, before room is made for them.</summary>
    public void Require(int count, int bytesEach)
    {
        if (count < 0 || (long)count * bytesEach > state.Length - _at) throw TooShort();
    }

    public T[] ReadArray<T>() where T : unmanaged
    {
        var items = new T[ReadCount(Unsafe.SizeOf<T>())];
        ReadItems<T>(items);
        return items;
    }

    /// <summary>Fills in items that <see cref="StateWriter.WriteItems"/> wrote.</summary>
    public void ReadItems<T>(Span<T> items) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(items);
        Take(bytes.Length).CopyTo(bytes);
    }

    /// <summary>Reads past so many items.</summary>
    public void SkipItems<T>(int count) where T : unmanaged
    {
        Require(count, Unsafe.SizeOf<T>());
        Take(count * Unsafe.SizeOf<T>());
    }

    private static EndOfStreamException TooShort() => new("the saved state ends too early");

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes < 0 || bytes > state.Length - _at) throw TooShort();
        _at += bytes;
        return state.Span.Slice(_at - bytes, bytes);
    }
}
