using StreamGuard.Contracts;
using StreamGuard.Core.Planning.Changes;

namespace StreamGuard.Core.Tests.Planning.Changes;

public class OptionDifferencesTests
{
    [Fact]
    public void Names_a_value_that_is_another_by_its_key_in_the_file() =>
        Assert.Equal(["most_rows", "within.time"], OptionDifferences.Of(new Some { MostRows = 1, Within = new Inner("1m") }, new Some { MostRows = 2, Within = new Inner("2m") }));

    [Fact]
    public void Names_the_key_of_a_map_and_not_the_map() =>
        Assert.Equal(["named.b"], OptionDifferences.Of(Map("a", "b"), Map("a", "other b")));

    [Fact]
    public void The_order_of_a_map_counts() =>
        Assert.Equal(["named"], OptionDifferences.Of(
            new Some { Named = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } },
            new Some { Named = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } }));

    [Fact]
    public void A_list_is_one_value() =>
        Assert.Equal(["keys"], OptionDifferences.Of(new Some { Keys = ["a", "b"] }, new Some { Keys = ["b"] }));

    [Fact]
    public void Where_something_was_written_is_no_difference() =>
        Assert.Empty(OptionDifferences.Of(new Some { At = new Location("a.yaml", 1, 1) }, new Some { At = new Location("b.yaml", 7, 3) }));

    private static Some Map(string a, string b) => new() { Named = new Dictionary<string, string> { ["a"] = a, ["b"] = b } };

    private sealed record Some
    {
        public int MostRows { get; init; }

        public Inner? Within { get; init; }

        public IReadOnlyList<string>? Keys { get; init; }

        public IReadOnlyDictionary<string, string>? Named { get; init; }

        public Location At { get; init; }
    }

    private sealed record Inner(string Time);
}
