using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamGuard.Contracts;

/// <summary>
/// Values of one input or output for the rows of a batch: row after row, <see cref="Width"/> values each. They lie in
/// memory that does not move and is kept from batch to batch, so that a native runtime may use it where it is. For one
/// thread.
/// </summary>
public sealed class Tensor
{
    // Runtimes are faster on values that begin where a cache line does.
    private const int Alignment = 64;

    private readonly int _size;
    private byte[] _bytes = [];
    private int _start;

    /// <param name="type">Type of the values; not <see cref="ElementType.Other"/>.</param>
    /// <param name="width">Values a row; at least 1.</param>
    public Tensor(ElementType type, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (Type, Width, _size) = (type, width, SizeOf(type));
        EnsureRows(1);
    }

    public ElementType Type { get; }

    /// <summary>Values a row.</summary>
    public int Width { get; }

    /// <summary>Rows there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Where the first value is; changes only when <see cref="Capacity"/> does.</summary>
    public nint Address { get; private set; }

    /// <summary>Makes room for so many rows. What was in it is lost when it grows.</summary>
    public void EnsureRows(int rows)
    {
        if (rows <= Capacity) return;
        var capacity = (int)Math.Max(rows, Math.Min(2L * Capacity, Array.MaxLength / 2 / (Width * _size)));
        _bytes = GC.AllocateArray<byte>(checked(capacity * Width * _size + Alignment), pinned: true);
        var first = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);
        _start = (int)((Alignment - (long)first % Alignment) % Alignment);
        (Capacity, Address) = (capacity, first + _start);
    }

    /// <summary>All values there is room for: <see cref="Capacity"/> × <see cref="Width"/>.</summary>
    /// <typeparam name="T">float, double, long, int or bool, as <see cref="Type"/> says.</typeparam>
    /// <exception cref="ArgumentException">The tensor is of another type.</exception>
    public Span<T> Values<T>() where T : unmanaged
    {
        if (TypeOf<T>() != Type) throw new ArgumentException($"a tensor of {Type} has no values of {typeof(T).Name}");
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start, Capacity * Width * _size));
    }

    private static ElementType TypeOf<T>()
    {
        if (typeof(T) == typeof(float)) return ElementType.Float32;
        if (typeof(T) == typeof(double)) return ElementType.Float64;
        if (typeof(T) == typeof(long)) return ElementType.Int64;
        if (typeof(T) == typeof(int)) return ElementType.Int32;
        return typeof(T) == typeof(bool) ? ElementType.Bool : ElementType.Other;
    }

    private static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Bool => Unsafe.SizeOf<bool>(),
        _ => throw new ArgumentException($"no tensor has values of type {type}", nameof(type)),
    };
}
