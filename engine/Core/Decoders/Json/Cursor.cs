using System.Numerics;
using System.Runtime.CompilerServices;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads records with their members in any order and any white space between. Escapes in wanted texts and names,
/// duplicate names, values that do not fit and whatever is not well formed are left to the reader.
/// </summary>
internal sealed class Cursor(KeyTable keys, int columns)
{
    private const ushort CommaQuote = ',' | '"' << 8;

    private readonly ulong _all = columns == 64 ? ulong.MaxValue : (1UL << columns) - 1;

    /// <summary>Reads a record. Gives the place of its line end, or -1, and then what was written of the row is to be abandoned.</summary>
    /// <param name="data">The memory, by the rules of <see cref="Scan"/>.</param>
    /// <param name="at">The record's first byte.</param>
    /// <param name="rows">Where the row goes.</param>
    /// <param name="times">Reads timestamps.</param>
    // Optimised at once: a loop over a whole chunk is entered too seldom for tiering to notice it soon, and the first
    // three million rows took twice as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Read(ref byte data, int at, RowWriter rows, TimeScan times)
    {
        at = Skip.Space(ref data, at);
        if (Unsafe.Add(ref data, at) != '{') return -1;
        at = Skip.Space(ref data, at + 1);
        ulong found = 0;
        if (Unsafe.Add(ref data, at) != '}' && (at = Members(ref data, at, out found, rows, times)) < 0) return -1;
        at = Skip.Space(ref data, at + 1);
        if (Unsafe.Add(ref data, at) != '\n') return -1;
        if (found != _all) Missing(found, rows);
        return at;
    }

    /// <summary>From the first name's quote to the closing brace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Members(ref byte data, int at, out ulong found, RowWriter rows, TimeScan times)
    {
        found = 0;
        var seen = 0UL;
        if (Unsafe.Add(ref data, at) != '"') return -1;
        while (true)
        {
            var index = keys.Find(ref data, at + 1);
            if (index >= 0) at += 1 + keys[index].Literal.Length;
            else if ((at = FindSlowly(ref data, at, out index)) < 0) return -1;

            if (Unsafe.Add(ref data, at) <= ' ') at = Skip.Space(ref data, at);
            at = index < 0 ? Skip.Value(ref data, at, 1) : Wanted(ref data, at, keys[index], ref seen, rows, times);
            if (at < 0) return -1;
            // As compact writers have it, the next name's quote comes at once.
            if (Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref data, at)) == CommaQuote) at++;
            else if ((at = Next(ref data, at)) < 0 || Unsafe.Add(ref data, at) == '}')
            {
                found = seen;
                return at;
            }
        }
    }

    /// <summary>From behind a value to the next name's quote, or to the closing brace.</summary>
    private static int Next(ref byte data, int at)
    {
        at = Skip.Space(ref data, at);
        if (Unsafe.Add(ref data, at) == '}') return at;
        if (Unsafe.Add(ref data, at) != ',') return -1;
        at = Skip.Space(ref data, at + 1);
        return Unsafe.Add(ref data, at) == '"' ? at : -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Wanted(ref byte data, int at, in KeyTable.Key key, ref ulong seen, RowWriter rows, TimeScan times)
    {
        // A second value of one name takes the place of the first, for which the row would have to be taken apart.
        var bit = 1UL << key.Column;
        if (key.Column < 0 || (seen & bit) != 0) return -1;
        seen |= bit;
        return Value(ref data, at, key, rows, times);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Value(ref byte data, int at, in KeyTable.Key key, RowWriter rows, TimeScan times)
    {
        var begin = at;
        switch (key.Kind)
        {
            case FieldKind.Float:
                at = Scan.Float(ref data, at, out var number);
                rows.Float(key.Column, number);
                break;
            case FieldKind.Int:
                at = Scan.Int(ref data, at, out var whole);
                rows.Int(key.Column, whole);
                break;
            case FieldKind.Text when Unsafe.Add(ref data, at) == '"':
                at = Scan.Text(ref data, at + 1, rows.Text(key.Column));
                return at < 0 ? -1 : at + 1;
            case FieldKind.Time when Unsafe.Add(ref data, at) == '"':
                at = times.Read(ref data, at + 1, out var micros);
                rows.Int(key.Column, micros);
                return at >= 0 && Unsafe.Add(ref data, at) == '"' ? at + 1 : -1;
            case FieldKind.Bool:
                at = Scan.Bool(ref data, at, out var truth);
                rows.Bool(key.Column, truth);
                break;
            default:
                at = -1;
                break;
        }

        return at >= 0 ? at : Null(ref data, begin, key.Column, rows);
    }

    private static int Null(ref byte data, int at, int column, RowWriter rows)
    {
        if (!Scan.IsNull(ref data, at)) return -1;
        rows.Null(column);
        return at + 4;
    }

    /// <summary>A name with white space behind it, or one nobody wants: from its quote to what follows the colon.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindSlowly(ref byte data, int at, out int index)
    {
        var end = Scan.SkipText(ref data, at + 1);
        index = end < 0 ? -1 : keys.Find(Scan.Span(ref data, at + 1, end));
        if (end < 0) return -1;
        at = Skip.Space(ref data, end + 1);
        return Unsafe.Add(ref data, at) == ':' ? at + 1 : -1;
    }

    private void Missing(ulong found, RowWriter rows)
    {
        for (var missing = _all & ~found; missing != 0; missing &= missing - 1) rows.Null(BitOperations.TrailingZeroCount(missing));
    }
}
