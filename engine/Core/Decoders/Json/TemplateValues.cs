using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

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

    /// <summary>The same for any value.</summary>
    int ReadAny(ref byte data, int at, int row);
}

internal readonly ref struct TextValues(TextBuilder builder) : ITemplateValues
{
    private readonly TextBuilder _builder = builder;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TryText(ref data, at, _builder);

    public int ReadAny(ref byte data, int at, int row) => Scan.Text(ref data, at, _builder);
}

internal readonly ref struct IntValues(Span<long> room) : ITemplateValues
{
    private readonly Span<long> _room = room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TryInt(ref data, at, out _room[row]);

    public int ReadAny(ref byte data, int at, int row) => Scan.Int(ref data, at, out _room[row]);
}

internal readonly ref struct FloatValues(Span<double> room) : ITemplateValues
{
    private readonly Span<double> _room = room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TryFloat(ref data, at, out _room[row]);

    public int ReadAny(ref byte data, int at, int row) => Scan.Float(ref data, at, out _room[row]);
}

internal readonly ref struct TimeValues(Span<long> room, TimeScan times) : ITemplateValues
{
    private readonly Span<long> _room = room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => times.TryRead(ref data, at, out _room[row]);

    public int ReadAny(ref byte data, int at, int row) => times.Read(ref data, at, out _room[row]);
}

internal readonly ref struct BoolValues(Span<bool> room) : ITemplateValues
{
    private readonly Span<bool> _room = room;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Bool(ref data, at, out _room[row]);

    public int ReadAny(ref byte data, int at, int row) => -1;
}

/// <summary>Texts nobody wants.</summary>
internal readonly ref struct SkippedTexts : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.TrySkipText(ref data, at);

    public int ReadAny(ref byte data, int at, int row) => Scan.SkipText(ref data, at);
}

/// <summary>Numbers nobody wants.</summary>
internal readonly ref struct SkippedNumbers : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Number(ref data, at);

    public int ReadAny(ref byte data, int at, int row) => -1;
}

/// <summary>true, false and null that nobody wants.</summary>
internal readonly ref struct SkippedWords : ITemplateValues
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Read(ref byte data, int at, int row) => Scan.Word(ref data, at);

    public int ReadAny(ref byte data, int at, int row) => -1;
}
