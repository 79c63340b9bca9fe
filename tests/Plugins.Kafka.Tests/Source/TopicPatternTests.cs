using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

public class TopicPatternTests
{
    [Theory]
    [InlineData("readings", "readings", true)]
    [InlineData("readings", "readings-2", false)]
    [InlineData("hydraulic-*", "hydraulic-", true)]
    [InlineData("hydraulic-*", "hydraulic-PS1", true)]
    [InlineData("hydraulic-*", "my-hydraulic-PS1", false)]
    [InlineData("a.b-?", "a.b-1", true)]
    [InlineData("a.b-?", "a.b-12", false)]
    [InlineData("a.b*", "axb", false)]
    [InlineData("/rig-(a|b)/", "rig-b", true)]
    [InlineData("/rig-(a|b)/", "rig-bc", false)]
    [InlineData("*", "__consumer_offsets", false)]
    [InlineData("__*", "__consumer_offsets", true)]
    public void Fits_whole_names(string pattern, string topic, bool fits) =>
        Assert.Equal(fits, TopicPattern.Parse(pattern, out _)!.Fits(topic));

    [Theory]
    [InlineData("two words", "'two words' can be no topic's name.")]
    [InlineData("", "'' can be no topic's name.")]
    [InlineData(".", "'.' can be no topic's name.")]
    [InlineData("/(/", "'/(/' is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s.")]
    public void Says_why_it_is_none(string text, string problem)
    {
        Assert.Null(TopicPattern.Parse(text, out var found));
        Assert.Equal(problem, found);
    }
}
