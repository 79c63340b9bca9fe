using FsCheck;
using FsCheck.Fluent;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Tests.Models;

public class RanksTests
{
    [Fact]
    public void A_greater_score_never_has_a_smaller_share() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var scores = Enumerable.Range(0, random.Next(1, 5000)).Select(_ => Math.Round(random.NextDouble() * 10, random.Next(0, 4))).ToArray();
        var ranks = Ranks.Of(scores);

        var shares = Enumerable.Range(0, 1000).Select(i => ranks.Of(i * 0.02)).ToArray();

        return shares.All(share => share is >= 0 and < 1) && shares.Zip(shares.Skip(1)).All(pair => pair.First <= pair.Second);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Is_the_share_of_the_rows_up_to_a_score()
    {
        var ranks = Ranks.Of([4, 1, 2, 2]);

        Assert.Equal([0.2, 0.6, 0.8, 0.7], new[] { ranks.Of(1), ranks.Of(2), ranks.Of(4), ranks.Of(3) }, (left, right) => Math.Abs(left - right) < 1e-12);
        Assert.InRange(ranks.Of(8), 0.8001, 0.9999);
        Assert.Equal(0.1, ranks.Of(0.5), 1e-12);
    }
}
