using StreamGuard.Core.Replay;

namespace StreamGuard.Core.Tests.Replay;

public class ByteRangesTests
{
    [Fact]
    public void Neighbours_and_what_overlaps_become_one()
    {
        var ranges = new ByteRanges();
        foreach (var (from, to) in new[] { (10L, 20L), (40L, 50L), (20L, 30L), (5L, 12L), (60L, 70L), (35L, 65L) }) ranges.Add(from, to);

        Assert.Equal([[5L, 30L], [35L, 70L]], ranges.All);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(19, true)]
    [InlineData(20, false)]
    [InlineData(45, true)]
    [InlineData(50, false)]
    public void Knows_its_places(long place, bool contained) => Assert.Equal(contained, new ByteRanges([[10, 20], [40, 50]]).Contains(place));
}
