using StreamGuard.Contracts;

namespace StreamGuard.Core.State;

/// <summary>The order of values of two columns of one type: nulls first, NaN last, false before true, text by its UTF-8 bytes.</summary>
internal static class ColumnOrder
{
    public static int Compare(Column left, int leftRow, Column right, int rightRow)
    {
        if (left.IsNull(leftRow) || right.IsNull(rightRow)) return right.IsNull(rightRow).CompareTo(left.IsNull(leftRow));
        return left switch
        {
            FixedColumn<long> ints => ints.Values[leftRow].CompareTo(((FixedColumn<long>)right).Values[rightRow]),
            FixedColumn<double> floats => CompareFloats(floats.Values[leftRow], ((FixedColumn<double>)right).Values[rightRow]),
            FixedColumn<bool> bools => bools.Values[leftRow].CompareTo(((FixedColumn<bool>)right).Values[rightRow]),
            TextColumn text => text[leftRow].SequenceCompareTo(((TextColumn)right)[rightRow]),
            _ => throw new NotSupportedException($"a column of type {left.Type} has no order"),
        };
    }

    private static int CompareFloats(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return double.IsNaN(left).CompareTo(double.IsNaN(right));
        return left.CompareTo(right);
    }
}
