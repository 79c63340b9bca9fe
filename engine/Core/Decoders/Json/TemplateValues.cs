using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads the values of one slot of a block of records. Structs, so that the loop over a block is compiled for each kind.
/// </summary>
internal interface ITemplateValues
{
    /// <summary>Reads the value of a record if it is a plain one, by the rules of <see cref="Scan"/> and without a call.</summary>
    /// <param name="data">The memory.</param>
    /// <param name="at">The value's first byte.</param>
    /// <param name="row">The record's number in the block.</param>
    int Read(ref byte data, int at, int row);

    /// <summary>Completes the rows that <see cref="Read"/> has read one after the other.</summary>
    void Complete(int from, int to);

    /// <summary>The same as Read for any value, complete at once.</summary>
    int ReadAny(ref byte data, int at, int row);
}

internal readonly ref struct TextValues(TextBuilder builder) : ITemplateValues
{
    private readonly TextBuilder _builder = builder;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TryText(ref data, at, _builder);

    public void Complete(int from, int to) { }

    public int ReadAny(ref byte data, int at, int row) => Scan.Text(ref data, at, _builder);
}

internal ref struct IntValues(Span<long> room) : ITemplateValues
{
    private readonly Span<long> _room = room;

    // Ints often repeat from record to record: the value before is known by its digits and the byte behind them, in a
    // third of the time that reading it again takes.
    private ulong _mask;
    private ulong _word = 1;
    private long _value;
    private int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row)
    {
        var word = Swar.Word(ref data, at);
        if ((word & _mask) == _word)
        {
            _room[row] = _value;
            return at + _length;
        }

        var end = Scan.TryInt(ref data, at, out var value);
        if (end < 0) return -1;
        _room[row] = _value = value;
        _length = end - at;
        _mask = ulong.MaxValue >> (56 - 8 * _length);
        _word = word & _mask;
        return end;
    }

    public readonly void Complete(int from, int to) { }

    public readonly int ReadAny(ref byte data, int at, int row) => Scan.Int(ref data, at, out _room[row]);
}

/// <summary>Floats whose digits are noted at first: what they come to is computed of several at once.</summary>
internal readonly ref struct FloatValues(Span<double> room, Span<double> divisors) : ITemplateValues
{
    private readonly Span<double> _room = room;
    private readonly Span<ulong> _digits = MemoryMarshal.Cast<double, ulong>(room);
    private readonly Span<double> _divisors = divisors;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TryFloatDigits(ref data, at, out _digits[row], out _divisors[row]);

    public void Complete(int from, int to)
    {
        var row = from;
        for (; row <= to - Vector<double>.Count; row += Vector<double>.Count)
            (Vector.ConvertToDouble(Swar.Decimals(new Vector<ulong>(_digits[row..]))) / new Vector<double>(_divisors[row..])).CopyTo(_room[row..]);
        for (; row < to; row++) _room[row] = Swar.Decimal(_digits[row]) / _divisors[row];
    }

    public int ReadAny(ref byte data, int at, int row) => Scan.Float(ref data, at, out _room[row]);
}

/// <summary>The same for timestamps.</summary>
internal readonly ref struct TimeValues(Span<long> room, TimeScan times) : ITemplateValues
{
    private readonly Span<long> _room = room;
    private readonly Span<ulong> _words = MemoryMarshal.Cast<long, ulong>(room);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => times.TryWord(ref data, at, out _words[row]);

    public void Complete(int from, int to)
    {
        var row = from;
        for (; row <= to - Vector<long>.Count; row += Vector<long>.Count) times.Micros(new Vector<ulong>(_words[row..])).CopyTo(_room[row..]);
        for (; row < to; row++) _room[row] = times.Micros(_words[row]);
    }

    public int ReadAny(ref byte data, int at, int row) => times.Read(ref data, at, out _room[row]);
}

internal readonly ref struct BoolValues(Span<bool> room) : ITemplateValues
{
    private readonly Span<bool> _room = room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Bool(ref data, at, out _room[row]);

    public void Complete(int from, int to) { }

    public int ReadAny(ref byte data, int at, int row) => -1;
}

/// <summary>Texts nobody wants.</summary>
internal readonly ref struct SkippedTexts : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TrySkipText(ref data, at);

    public void Complete(int from, int to) { }

    public int ReadAny(ref byte data, int at, int row) => Scan.SkipText(ref data, at);
}

/// <summary>Numbers nobody wants.</summary>
internal readonly ref struct SkippedNumbers : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Number(ref data, at);

    public void Complete(int from, int to) { }

    public int ReadAny(ref byte data, int at, int row) => -1;
}

/// <summary>true, false and null that nobody wants.</summary>
internal readonly ref struct SkippedWords : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Word(ref data, at);

    public void Complete(int from, int to) { }

    public int ReadAny(ref byte data, int at, int row) => -1;
}
