using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Tests.Pipelines;

public class NearMatchTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("inptus", "inputs", 1)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("colour", "color", 1)]
    public void Counts_letters_to_change(string left, string right, int distance)
    {
        Assert.Equal(distance, NearMatch.Distance(left, right));
        Assert.Equal(distance, NearMatch.Distance(right, left));
    }

    [Theory]
    [InlineData("tolerence", "tolerance")]
    [InlineData("ROWS", "rows")]
    [InlineData("frm", "from")]
    [InlineData("xyz", null)]
    [InlineData("", null)]
    public void Finds_the_nearest_name(string name, string? expected) =>
        Assert.Equal(expected, NearMatch.Find(name, ["from", "rows", "tolerance"]));

    [Fact]
    public void Of_equally_near_names_takes_the_first_by_letters() => Assert.Equal("cart", NearMatch.Find("cat", ["cats", "cart"]));

    [Fact]
    public void Lists_what_is_known_where_nothing_is_near()
    {
        Assert.Equal("Known here: a, b.", NearMatch.Hint("something", ["b", "a"]));
        Assert.Null(NearMatch.Hint("something", []));
    }
}
