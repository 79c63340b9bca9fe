using StreamGuard.Core.State;

namespace StreamGuard.Core.Tests.State;

public class SaturatingTests
{
    private static readonly long[] Values = [long.MinValue, long.MinValue + 1, -7, -1, 0, 1, 5, long.MaxValue - 1, long.MaxValue];

    [Fact]
    public void Sums_and_differences_are_exact_or_the_nearest_bound()
    {
        foreach (var left in Values)
        {
            foreach (var right in Values)
            {
                Assert.Equal(Nearest((Int128)left + right), Saturating.Add(left, right));
                Assert.Equal(Nearest((Int128)left - right), Saturating.Subtract(left, right));
            }
        }
    }

    private static long Nearest(Int128 exact) => (long)Int128.Clamp(exact, long.MinValue, long.MaxValue);
}
