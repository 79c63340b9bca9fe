using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads records with their members in any order, a block of them at a time: the members are sorted by column first,
/// then the values of each column are read one record after the other.
/// </summary>
/// <remarks>
/// Met in any order, what kind of value comes next cannot be foreseen, and a processor that guesses wrong loses as much
/// time as it takes to read a value. Sorting needs no guess, since names are found by arithmetic, and the values of a
/// column are all of one kind. Records of four members that took 83 ns one by one take 37. Escapes in wanted texts and
/// in names, values that do not fit and whatever is not well formed are left to the reader.
/// </remarks>
/// <param name="keys">The wanted members; <see cref="CanSort"/> tells whether it can do with them.</param>
/// <param name="columns">How many columns there are.</param>
internal sealed class Sorter(KeyTable keys, int columns)
{
    private const int LongestWait = 64;

    private readonly MemberIndex _members = new(keys, columns);
    private readonly double[] _divisors = new double[MemberIndex.LargestBlock];

    // Where records for the reader are many, what a block reads behind the first of them is for nothing.
    private int _block = 1;

    // Where none fits, the reader goes on alone for a while, longer each time.
    private int _wait;
    private int _nextWait = 1;

    /// <summary>Each key is a column's and short, and of a kind that not only the reader knows.</summary>
    public static bool CanSort(KeyTable keys)
    {
        foreach (ref readonly var key in keys.Keys)
            if (key.Kind == FieldKind.Other || !key.Literal.IsShort) return false;
        return true;
    }

    /// <summary>Reads records as long as they fit, and as there is room for rows. Gives the place behind them.</summary>
    /// <param name="data">The memory, by the rules of <see cref="Scan"/>.</param>
    /// <param name="at">The first record.</param>
    /// <param name="stop">Behind the last.</param>
    /// <param name="position">Place in the partition of the memory's first byte.</param>
    /// <param name="most">Records asked for.</param>
    /// <param name="rows">Where rows go.</param>
    /// <param name="times">Reads timestamps.</param>
    public int Read(ref byte data, int at, int stop, long position, int most, RowWriter rows, TimeScan times)
    {
        if (_wait > 0)
        {
            _wait--;
            return at;
        }

        var (begin, last) = (at, (int)Math.Min(rows.Capacity, rows.Row + (long)most));
        while (rows.Row < last)
        {
            var (sorted, lines) = _members.Sort(ref data, at, stop, Math.Min(_block, last - rows.Row));
            var fit = ReadColumns(ref data, sorted, rows, times);
            rows.Complete(position, _members.Starts.AsSpan(0, fit + 1), _members.EndLength);
            at = _members.Starts[fit];
            if (fit < lines) rows.Abandon();
            if (fit < lines || lines == 0)
            {
                _block = Math.Max(1, fit);
                break;
            }

            _block = Math.Min(MemberIndex.LargestBlock, _block * 2);
        }

        if (at > begin) _nextWait = 1;
        else (_wait, _nextWait) = (_nextWait, Math.Min(LongestWait, _nextWait * 2));
        return at;
    }

    /// <summary>Reads as many of the lines as fit, from the first on, and tells how many.</summary>
    private int ReadColumns(ref byte data, int lines, RowWriter rows, TimeScan times)
    {
        foreach (ref readonly var key in keys.Keys)
            if (lines > 0) lines = ReadColumn(ref data, _members.Values(key.Column, lines), key.Column, key.Kind, rows, times);
        return lines;
    }

    private int ReadColumn(ref byte data, ReadOnlySpan<MemberIndex.Place> places, int column, FieldKind kind, RowWriter rows, TimeScan times) => kind switch
    {
        FieldKind.Text => ReadAll(ref data, places, column, new TextValues(rows.Text(column)), rows),
        FieldKind.Int => ReadAll(ref data, places, column, new IntValues(rows.Longs(column)), rows),
        FieldKind.Float => ReadAll(ref data, places, column, new FloatValues(rows.Floats(column), _divisors), rows),
        FieldKind.Time => ReadAll(ref data, places, column, new TimeValues(rows.Longs(column), times), rows),
        _ => ReadAll(ref data, places, column, new BoolValues(rows.Bools(column)), rows),
    };

    /// <summary>Tells how many records fit, from the first on.</summary>
    /// <param name="data">The memory.</param>
    /// <param name="places">Where the values stand.</param>
    /// <param name="column">Their column.</param>
    /// <param name="values">Reads a value.</param>
    /// <param name="rows">Takes nulls.</param>
    private static int ReadAll<TValues>(ref byte data, ReadOnlySpan<MemberIndex.Place> places, int column, TValues values, RowWriter rows)
        where TValues : struct, ITemplateValues, allows ref struct
    {
        for (var i = 0; ; i++)
        {
            var plain = ReadPlain(ref data, places, i, values);
            values.Complete(i, plain);
            i = plain;
            if (i == places.Length) return i;
            var (begin, end, quotes) = (places[i].Begin, places[i].End, QuotesOf<TValues>());
            if (begin == 0 || (end == begin + 4 && Scan.IsNull(ref data, begin))) rows.Null(column, i);
            else if (!AreThere(ref data, begin, end, quotes) || values.ReadAny(ref data, begin + quotes, i) != end - quotes) return i;
        }
    }

    /// <summary>The same as far as values are plain, from one record on.</summary>
    // A loop that calls nothing, since around a call what is kept in registers must be saved, the counter among it.
    private static int ReadPlain<TValues>(ref byte data, ReadOnlySpan<MemberIndex.Place> places, int from, TValues values)
        where TValues : struct, ITemplateValues, allows ref struct
    {
        var quotes = QuotesOf<TValues>();
        for (var i = from; i < places.Length; i++)
        {
            var (begin, end) = (places[i].Begin, places[i].End);
            if (begin == 0 || !AreThere(ref data, begin, end, quotes)) return i;
            if (values.Read(ref data, begin + quotes, i) != end - quotes) return i;
        }

        return places.Length;
    }

    /// <summary>How many quotes stand before and behind a value, 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int QuotesOf<TValues>()
        where TValues : struct, ITemplateValues, allows ref struct => typeof(TValues) == typeof(TextValues) || typeof(TValues) == typeof(TimeValues) ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreThere(ref byte data, int begin, int end, int quotes) =>
        quotes == 0 || (Unsafe.Add(ref data, begin) == '"' && Unsafe.Add(ref data, end - 1) == '"');
}
