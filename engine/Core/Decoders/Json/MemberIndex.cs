using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Where the values of a block of records stand, sorted by column. The last of duplicate names counts. Values have still
/// to prove to be what their column wants and to end where it says; everything around them has been looked at.
/// </summary>
/// <param name="keys">The wanted members, all of them with columns and short.</param>
/// <param name="columns">How many columns there are.</param>
internal sealed class MemberIndex(KeyTable keys, int columns)
{
    // Records of some hundred bytes stay in the cache until their last value is read.
    public const int LargestBlock = 128;

    private readonly ulong _all = columns == 64 ? ulong.MaxValue : (1UL << columns) - 1;
    private readonly Marks _marks = new();
    private readonly Place[] _values = new Place[columns * LargestBlock];
    private readonly Member[] _doubtful = new Member[Marks.Room + LargestBlock];
    private int _doubts;

    /// <summary>Where the lines start and the last of them ends.</summary>
    public int[] Starts { get; } = new int[LargestBlock + 1];

    /// <summary>Bytes behind the closing brace, the same in all lines of a block.</summary>
    public int EndLength { get; private set; }

    /// <summary>Where the values of a column stand in the first lines.</summary>
    public ReadOnlySpan<Place> Values(int column, int lines) => _values.AsSpan(column * LargestBlock, lines);

    /// <summary>
    /// Notes where the values of the next lines stand, by the rules of <see cref="Scan"/>. Tells how many of the lines
    /// can be read so, from the first on, and how many there are.
    /// </summary>
    /// <param name="data">The memory.</param>
    /// <param name="at">The first line.</param>
    /// <param name="stop">Behind the last line.</param>
    /// <param name="most">Lines asked for.</param>
    public (int Sorted, int Lines) Sort(ref byte data, int at, int stop, int most)
    {
        var lines = _marks.Find(ref data, at, stop, most);
        return (Settle(ref data, SortPlain(ref data, at, lines)), lines);
    }

    /// <summary>Looks at the doubts about the lines sorted so far, as far as all are settled.</summary>
    private int Settle(ref byte data, int lines)
    {
        for (var i = 0; i < _doubts; i++)
        {
            var (row, place) = (_doubtful[i].Row, _doubtful[i].Place);
            var end = place.End > 0 ? Unwanted(ref data, place.Begin) : -1;
            // A value with commas of its own seemed several members, one close behind the other.
            while (end > place.End && i + 1 < _doubts && _doubtful[i + 1].Place.Begin - place.End is 1 or 2) place = _doubtful[++i].Place;
            if (end == place.End) continue;
            if (!SortOther(ref data, row)) return row;
            while (i + 1 < _doubts && _doubtful[i + 1].Row == row) i++;
        }

        return lines;
    }

    /// <summary>
    /// Sorts lines as if each mark stood behind a member. Members whose name is unknown, and records that are not what
    /// they seemed, are noted as doubts.
    /// </summary>
    // A loop that calls nothing, since around a call what is kept in registers must be saved.
    private int SortPlain(ref byte data, int first, int lines)
    {
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        ref var mark = ref _marks.First;
        var doubts = 0;
        var row = 0;
        // Unsigned, since the processor extends an int anew for each address.
        var at = (nuint)first;
        Starts[0] = first;
        for (; row < lines && Unsafe.Add(ref data, at) == '{'; row++)
        {
            var seen = 0UL;
            ref var firstMark = ref mark;
            var firstDoubt = doubts;
            nuint end, close;
            do
            {
                at++;
                if (Unsafe.Add(ref data, at) == ' ') at++;
                ref var name = ref Unsafe.Add(ref data, at);
                ref readonly var key = ref keys.Likely(ref name);
                while (!key.Literal.ShortIs(ref name, 0)) key = ref keys[key.Next];
                end = (nuint)mark;
                mark = ref Unsafe.Add(ref mark, 1);
                close = Unsafe.Add(ref data, end) == ',' ? end : Close(ref data, end);
                if (key.Bit != 0)
                {
                    var begin = at + (nuint)key.Literal.Length;
                    if (Unsafe.Add(ref data, begin) == ' ') begin++;
                    Unsafe.Add(ref values, key.Column * LargestBlock + row) = new Place((int)begin, (int)close);
                    seen |= key.Bit;
                }
                else
                {
                    _doubtful[doubts++] = new Member(row, new Place((int)at, (int)close));
                }

                at = end;
            }
            while (close == end);

            var endLength = (int)(end - close);
            if (row == 0) EndLength = endLength;
            if (endLength != EndLength) break;
            var named = (int)(Unsafe.ByteOffset(ref firstMark, ref mark) / sizeof(int)) - (doubts - firstDoubt);
            if (BitOperations.PopCount(seen) != named || Unsafe.Add(ref data, close) != '}') _doubtful[doubts++] = new Member(row, default);
            Starts[row + 1] = (int)++at;
            for (var missing = _all & ~seen; missing != 0; missing &= missing - 1)
                Unsafe.Add(ref values, BitOperations.TrailingZeroCount(missing) * LargestBlock + row) = default;
        }

        _doubts = doubts;
        return row;
    }

    /// <summary>Where a line's closing brace should be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Close(ref byte data, nuint end) => Unsafe.Add(ref data, end - 1) == '\r' ? end - 2 : end - 1;

    /// <summary>From the name's quote of a member nobody wants to the place behind its value; -1 when it is none.</summary>
    private int Unwanted(ref byte data, int at)
    {
        if ((at = keys.FindAny(ref data, at, out var index)) < 0 || index >= 0) return -1;
        return Skip.Value(ref data, Skip.Space(ref data, at), 1);
    }

    /// <summary>Sorts one record by walking through it; false when it is not well formed, or only the reader can tell.</summary>
    private bool SortOther(ref byte data, int row)
    {
        for (var column = 0; column < columns; column++) _values[column * LargestBlock + row] = default;
        var at = Skip.Space(ref data, Starts[row] + 1);
        if (Unsafe.Add(ref data, at) != '}')
        {
            while (true)
            {
                if ((at = keys.FindAny(ref data, at, out var index)) < 0) return false;
                var begin = Skip.Space(ref data, at);
                if ((at = Skip.Value(ref data, begin, 1)) < 0) return false;
                if (index >= 0) _values[keys[index].Column * LargestBlock + row] = new Place(begin, at);
                at = Skip.Space(ref data, at);
                if (Unsafe.Add(ref data, at) == '}') break;
                if (Unsafe.Add(ref data, at) != ',') return false;
                at = Skip.Space(ref data, at + 1);
            }
        }

        return Unsafe.Add(ref data, Skip.Space(ref data, at + 1)) == '\n';
    }

    /// <summary>A value's first byte, 0 where there is none, and the place behind it.</summary>
    internal readonly record struct Place(int Begin, int End);

    /// <summary>A member from its name's quote on; no place for the whole of a record.</summary>
    private readonly record struct Member(int Row, Place Place);
}
