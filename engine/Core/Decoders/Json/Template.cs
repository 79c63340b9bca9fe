using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The layout of a record that was read before: the bytes between its values, and what each value is. A record of the
/// same layout is read without looking for its parts, its line end included; any other is left to the cursor.
/// </summary>
/// <param name="slots">Bytes before a value, and the value.</param>
/// <param name="end">Bytes behind the last value, the line end included.</param>
/// <param name="endLength">Bytes of the line end.</param>
/// <param name="missing">Columns that records of this layout do not have.</param>
internal sealed class Template(Template.Slot[] slots, Literal end, int endLength, int[] missing)
{
    /// <summary>Reads records as long as they fit, and as there is room for rows. Gives the place behind them.</summary>
    /// <param name="data">The memory, by the rules of <see cref="Scan"/>.</param>
    /// <param name="at">The first record.</param>
    /// <param name="stop">Behind the last.</param>
    /// <param name="position">Place in the partition of the memory's first byte.</param>
    /// <param name="rows">Where rows go.</param>
    /// <param name="times">Reads timestamps.</param>
    // Optimised at once: a loop over a whole chunk is entered too seldom for tiering to notice it soon, and the first
    // three million rows took twice as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Read(ref byte data, int at, int stop, long position, RowWriter rows, TimeScan times)
    {
        while (at < stop && rows.Row < rows.Capacity)
        {
            var next = ReadOne(ref data, at, rows, times);
            if (next < 0)
            {
                rows.Abandon();
                break;
            }

            rows.Complete(position + at, next - at - endLength);
            at = next;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadOne(ref byte data, int at, RowWriter rows, TimeScan times)
    {
        foreach (ref readonly var slot in slots.AsSpan())
        {
            if (!slot.Before.Is(ref data, at)) return -1;
            at += slot.Before.Length;
            var begin = at;
            at = slot.Column >= 0 ? Wanted(ref data, at, slot, rows, times) : Unwanted(ref data, at, slot.Kind);
            if (at < 0 && (at = Null(ref data, begin, slot, rows)) < 0) return -1;
        }

        if (!end.Is(ref data, at)) return -1;
        foreach (var column in missing) rows.Null(column);
        return at + end.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Wanted(ref byte data, int at, in Slot slot, RowWriter rows, TimeScan times)
    {
        switch (slot.Kind)
        {
            case FieldKind.Text:
                return Scan.Text(ref data, at, rows.Text(slot.Column));
            case FieldKind.Int:
                at = Scan.Int(ref data, at, out var whole);
                rows.Int(slot.Column, whole);
                return at;
            case FieldKind.Float:
                at = Scan.Float(ref data, at, out var number);
                rows.Float(slot.Column, number);
                return at;
            case FieldKind.Time:
                at = times.Read(ref data, at, out var micros);
                rows.Int(slot.Column, micros);
                return at;
            default:
                at = Scan.Bool(ref data, at, out var truth);
                rows.Bool(slot.Column, truth);
                return at;
        }
    }

    private static int Unwanted(ref byte data, int at, FieldKind kind) => kind switch
    {
        FieldKind.SkipText => Scan.SkipText(ref data, at),
        FieldKind.SkipNumber => Scan.Number(ref data, at),
        _ => Scan.Word(ref data, at),
    };

    private static int Null(ref byte data, int at, in Slot slot, RowWriter rows)
    {
        if (slot.Kind.IsQuoted() || !Scan.IsNull(ref data, at)) return -1;
        if (slot.Column >= 0) rows.Null(slot.Column);
        return at + 4;
    }

    /// <summary>A value and the bytes before it. Fields, since a property would copy the literal for each comparison.</summary>
    /// <param name="before">From the value before, or the record's start, to this value; a text's opening quote belongs to it.</param>
    /// <param name="kind">What the value is.</param>
    /// <param name="column">Where it goes; -1 when nobody wants it.</param>
    internal readonly struct Slot(Literal before, FieldKind kind, int column)
    {
        public readonly Literal Before = before;
        public readonly FieldKind Kind = kind;
        public readonly int Column = column;
    }
}
