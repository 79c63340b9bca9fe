using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

public class EndOffsetsTests
{
    [Theory]
    [InlineData(0, "5 5", "0 0")]
    [InlineData(1, "5 5", "1 0")]
    [InlineData(7, "5 5", "4 3")]
    [InlineData(7, "1 100 2", "1 4 2")]
    [InlineData(11, "100 2 100", "5 2 4")]
    [InlineData(1000, "1 100 2", "1 100 2")]
    [InlineData(10, "0 0", "0 0")]
    [InlineData(10, "", "")]
    public void Spreads_a_number_as_evenly_as_the_places_allow(long number, string holds, string shares) =>
        Assert.Equal(Numbers(shares), EndOffsets.Spread(number, Numbers(holds)));

    private static long[] Numbers(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
}
