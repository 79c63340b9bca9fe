using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;

namespace StreamGuard.Core.Transforms;

/// <summary>Names of a row's greatest values in a model's output.</summary>
internal static class TopNames
{
    /// <summary>A column, held by the caller, of lists of names: the greatest value's first, those of values that are not above 0 left out.</summary>
    /// <param name="output">Has a value a name.</param>
    /// <param name="names">What the values of a row stand for, in order.</param>
    /// <param name="count">Most names of a row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="validity">Taken over.</param>
    public static ListColumn Of(Tensor output, IReadOnlyList<string> names, int count, int rows, ulong[]? validity)
    {
        var offsets = Buffers.Rent<int>(rows + 1);
        var codes = Buffers.Rent<int>(rows * Math.Min(count, names.Count));
        var items = offsets[0] = 0;
        for (var row = 0; row < rows; row++)
        {
            if (validity is null || Bits.Get(validity, row)) items = Row(output, row * names.Count, names.Count, count, codes, items);
            offsets[row + 1] = items;
        }

        return new ListColumn(Text(names, codes, items), offsets, rows, validity);
    }

    /// <summary>Adds a row's names; equal values in the order of the names. There are few names a row, so the list is gone through for each.</summary>
    private static int Row(Tensor output, int from, int width, int count, int[] codes, int items)
    {
        var first = items;
        while (items - first < count)
        {
            var best = -1;
            for (var i = 0; i < width; i++)
            {
                var value = OutputValues.At(output, from + i);
                if (value > 0 && (best < 0 || value > OutputValues.At(output, from + best)) && !codes.AsSpan(first, items - first).Contains(i)) best = i;
            }

            if (best < 0) break;
            codes[items++] = best;
        }

        return items;
    }

    private static TextColumn Text(IReadOnlyList<string> names, int[] codes, int items)
    {
        var data = Buffers.Rent<byte>(names.Sum(Encoding.UTF8.GetByteCount));
        var offsets = Buffers.Rent<int>(names.Count + 1);
        offsets[0] = 0;
        for (var i = 0; i < names.Count; i++) offsets[i + 1] = offsets[i] + Encoding.UTF8.GetBytes(names[i], data.AsSpan(offsets[i]));
        return new TextColumn(ColumnType.String, data, offsets, names.Count, codes, items);
    }
}
