using System.Numerics;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>
/// One feature of a few rows at a time: so few that their features, row after row, stay in the processor's nearest cache
/// while one column after the other is spread over them. Scaling is done a vector at a time, which halves what features
/// cost; the division of each value is that of IEEE 754 all the same.
/// </summary>
internal sealed class FeatureTile
{
    /// <summary>Most rows of a tile.</summary>
    public const int Rows = 64;

    private readonly double[] _wide = new double[Rows];
    private readonly double[] _scaled = new double[Rows];

    /// <summary>The values of a float, int or bool column as doubles.</summary>
    public ReadOnlySpan<double> Widen(Column column, int from, int rows)
    {
        if (column is FixedColumn<double> floats) return floats.Values.Slice(from, rows);
        var wide = _wide.AsSpan(0, rows);
        if (column is FixedColumn<long> ints)
        {
            var values = ints.Values.Slice(from, rows);
            for (var row = 0; row < rows; row++) wide[row] = values[row];
        }
        else
        {
            var values = ((FixedColumn<bool>)column).Values.Slice(from, rows);
            for (var row = 0; row < rows; row++) wide[row] = values[row] ? 1 : 0;
        }

        return wide;
    }

    /// <summary>A value for every row.</summary>
    public ReadOnlySpan<double> Repeat(double value, int rows)
    {
        _wide.AsSpan(0, rows).Fill(value);
        return _wide.AsSpan(0, rows);
    }

    /// <summary>Values that may be written to.</summary>
    public Span<double> Copy(ReadOnlySpan<double> values)
    {
        var copy = _wide.AsSpan(0, values.Length);
        if (!values.Overlaps(copy)) values.CopyTo(copy);
        return copy;
    }

    /// <summary>Works out (value − mean) / scale.</summary>
    /// <returns>Whether every value is finite.</returns>
    public bool Scale(ReadOnlySpan<double> values, double mean, double scale)
    {
        var (done, odd) = values.Length < Vector<double>.Count ? (0, 0) : ScaleVectors(values, mean, scale);
        for (var row = done; row < values.Length; row++)
        {
            odd += values[row] - values[row];
            _scaled[row] = (values[row] - mean) / scale;
        }

        return odd == 0;
    }

    /// <summary>As many rows as fill vectors; the sum is 0 when all are finite: x − x is 0 where x is finite, and NaN where it is not.</summary>
    private (int Rows, double Odd) ScaleVectors(ReadOnlySpan<double> values, double mean, double scale)
    {
        var (means, scales, odd, row) = (new Vector<double>(mean), new Vector<double>(scale), Vector<double>.Zero, 0);
        for (; row <= values.Length - Vector<double>.Count; row += Vector<double>.Count)
        {
            var some = new Vector<double>(values[row..]);
            odd += some - some;
            ((some - means) / scales).CopyTo(_scaled, row);
        }

        return (row, Vector.Sum(odd));
    }

    /// <summary>Writes what was scaled to every so many-th place.</summary>
    public void Spread(Span<double> to, int stride, int rows)
    {
        for (int row = 0, at = 0; row < rows; row++, at += stride) to[at] = _scaled[row];
    }
}
