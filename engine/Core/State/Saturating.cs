namespace StreamGuard.Core.State;

/// <summary>Arithmetic on times and spans in microseconds that stays at the bounds instead of wrapping around.</summary>
internal static class Saturating
{
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);
        // The sum has another sign than both: it wrapped around.
        if (((left ^ sum) & (right ^ sum)) >= 0) return sum;
        return left < 0 ? long.MinValue : long.MaxValue;
    }

    public static long Subtract(long left, long right)
    {
        var difference = unchecked(left - right);
        // The operands differ in sign, and the difference does from the first: it wrapped around.
        if (((left ^ right) & (left ^ difference)) >= 0) return difference;
        return left < 0 ? long.MinValue : long.MaxValue;
    }
}
