using StreamGuard.Core.Aggregates.Nested;

namespace StreamGuard.Core.Tests.Aggregates.Nested;

public class LadderTests
{
    [Fact]
    public void Counts_groups_by_their_count_as_rows_come()
    {
        var (random, counts) = (new Random(1), new long[50]);
        for (var i = 0; i < 100; i++) counts[random.Next(25)]++;
        var ladder = Ladder.Of([.. counts.Where(count => count > 0)]);

        for (var i = 0; i < 500; i++) ladder.Climb(counts[random.Next(50)]++);

        var expected = counts.Where(count => count > 0).GroupBy(count => count).OrderBy(each => each.Key).ToList();
        Assert.Equal(expected.Select(each => each.Key), ladder.Counts.ToArray());
        Assert.Equal(expected.Select(each => (long)each.Count()), ladder.Groups.ToArray());
    }
}
