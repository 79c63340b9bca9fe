namespace StreamGuard.Core.Runtime;

/// <summary>Arithmetic on times that stays at the bounds instead of wrapping around.</summary>
internal static class Saturating
{
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);
        if (((left ^ sum) & (right ^ sum)) >= 0) return sum;
        return left < 0 ? long.MinValue : long.MaxValue;
    }
}
