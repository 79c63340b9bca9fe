using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>
/// Means of pairs, their squared distances from them and the products of both, by Welford's recurrence in its form for pairs,
/// merged pairwise (Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
/// statistical moments", Sandia report SAND2008-6212, 2008). No digits are lost to large means, as sums of squares lose them.
/// </summary>
internal struct CoMoments : IMergeable<CoMoments>
{
    private long _count;
    private double _meanX;
    private double _meanY;
    private double _squaresX;
    private double _squaresY;
    private double _products;

    /// <summary>Rows that have both.</summary>
    public readonly long Count => _count;

    /// <summary>A state that was kept in parts.</summary>
    public static CoMoments Of(long count, double meanX, double meanY, double squaresX, double squaresY, double products) => new()
    {
        _count = count,
        _meanX = meanX,
        _meanY = meanY,
        _squaresX = squaresX,
        _squaresY = squaresY,
        _products = products,
    };

    public void Add(double x, double y)
    {
        _count++;
        var (fromX, fromY) = (x - _meanX, y - _meanY);
        _meanX += fromX / _count;
        _meanY += fromY / _count;
        _squaresX += fromX * (x - _meanX);
        _squaresY += fromY * (y - _meanY);
        _products += fromX * (y - _meanY);
    }

    public void Merge(in CoMoments other)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            this = other;
            return;
        }

        var count = _count + other._count;
        var (fromX, fromY) = (other._meanX - _meanX, other._meanY - _meanY);
        var share = (double)other._count / count;
        _squaresX += other._squaresX + fromX * fromX * share * _count;
        _squaresY += other._squaresY + fromY * fromY * share * _count;
        _products += other._products + fromX * fromY * share * _count;
        _meanX += fromX * share;
        _meanY += fromY * share;
        _count = count;
    }

    public static void Correlation(in CoMoments state, ColumnBuilder output)
    {
        if (state._count < 2 || state._squaresX == 0 || state._squaresY == 0) output.AppendNull();
        // The roots apart: their product neither overflows nor vanishes. Rounding may leave it a digit beyond 1.
        else ((FixedBuilder<double>)output).Append(Math.Clamp(state._products / (Math.Sqrt(state._squaresX) * Math.Sqrt(state._squaresY)), -1, 1));
    }

    public static void SampleCovariance(in CoMoments state, ColumnBuilder output)
    {
        if (state._count < 2) output.AppendNull();
        else ((FixedBuilder<double>)output).Append(state._products / (state._count - 1));
    }
}
