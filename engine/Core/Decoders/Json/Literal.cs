using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Bytes that a record must have at a place, compared 32 at once. They hold no line end but as their last byte.</summary>
internal readonly struct Literal
{
    private readonly Vector256<byte> _bytes;
    private readonly Vector256<byte> _mask;
    private readonly Vector256<byte> _last;
    private readonly byte[]? _rest;

    public readonly int Length;

    public Literal(ReadOnlySpan<byte> bytes)
    {
        Span<byte> first = stackalloc byte[32];
        Span<byte> mask = stackalloc byte[32];
        first.Clear();
        mask.Clear();
        var length = Math.Min(32, bytes.Length);
        bytes[..length].CopyTo(first);
        mask[..length].Fill(0xFF);
        (_bytes, _mask) = (Vector256.Create<byte>(first), Vector256.Create<byte>(mask));
        _last = bytes.Length > 32 ? Vector256.Create<byte>(bytes[^32..]) : default;
        _rest = bytes.Length > 32 ? bytes[32..].ToArray() : null;
        Length = bytes.Length;
    }

    /// <summary>At most 64 bytes.</summary>
    public bool IsShort => Length <= 64;

    /// <summary>By the rules of <see cref="Scan"/>, nothing is read far behind the line end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(ref byte data, int at) => BeginsAt(ref data, at) && (_rest is null || RestIs(ref data, at + 32));

    /// <summary>The same for a short one, without a call: its first 32 bytes and its last are compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ShortIs(ref byte data, int at) =>
        BeginsAt(ref data, at) && (Length <= 32 || Vector256.LoadUnsafe(ref data, (nuint)(at + Length - 32)) == _last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool BeginsAt(ref byte data, int at) => (Vector256.LoadUnsafe(ref data, (nuint)at) & _mask) == _bytes;

    // Bytes of the line that equal the literal hold no line end, so that a longer span ends within it too.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RestIs(ref byte data, int at)
    {
        foreach (var wanted in _rest!)
            if (Unsafe.Add(ref data, at++) != wanted) return false;
        return true;
    }
}
