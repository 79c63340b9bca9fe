using StreamGuard.Contracts;
using StreamGuard.Core.Rules;

namespace StreamGuard.Core.Tests.Rules;

public class AlertIdTests
{
    private static readonly Schema Schema = new([new("name", ColumnType.String), new("other", ColumnType.String), new("n", ColumnType.Int)]);

    [Fact]
    public void Is_thirty_two_hexadecimal_digits()
    {
        Assert.Matches("^[0-9a-f]{32}$", Id(new AlertId("p", "c", "r", [], [0]), Batch("a", "b", 1)));
    }

    [Fact]
    public void Differs_by_pipeline_component_rule_and_key()
    {
        AlertId[] names = [new("p", "c", "r", [], [2]), new("q", "c", "r", [], [2]), new("p", "d", "r", [], [2]), new("p", "c", "s", [], [2]), new("p", "c", "r", [0], [2])];

        var ids = names.Select(name => Id(name, Batch("a", "b", 1)));

        Assert.Equal(names.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Follows_the_source_position_where_there_is_one()
    {
        var name = new AlertId("p", "c", "r", [], [2]);

        var first = Id(name, Batch("a", "b", 1, ("file", 7)));
        var again = Id(name, Batch("a", "b", 2, ("file", 7)));
        var next = Id(name, Batch("a", "b", 1, ("file", 8)));
        var elsewhere = Id(name, Batch("a", "b", 1, ("other", 7)));

        Assert.Equal(first, again);
        Assert.Equal(3, new[] { first, next, elsewhere }.Distinct().Count());
    }

    [Fact]
    public void Does_not_run_columns_together()
    {
        var name = new AlertId("p", "c", "r", [], [0, 1]);

        Assert.NotEqual(Id(name, Batch("ab", "c", 1)), Id(name, Batch("a", "bc", 1)));
        Assert.NotEqual(Id(name, Batch("", null, 1)), Id(name, Batch(null, "", 1)));
    }

    /// <summary>Pinned: a change of the formula would rename every alert at the next start.</summary>
    [Fact]
    public void Is_the_same_in_every_version()
    {
        Assert.Equal("5a63d5bcc03a84c0b2c6066a38e90cf1", Id(new AlertId("p", "c", "r", [0], [2]), Batch("a", "b", 1, ("file", 7))));
    }

    private static Batch Batch(string? name, string? other, long n, (string Partition, long Position)? origin = null) =>
        new BatchBuilder(Schema).Row(name, other, n).Build(origin is { } at ? new Origin(at.Partition, [at.Position], [0], 1, null) : null);

    private static string Id(AlertId name, Batch batch)
    {
        var text = new TextBuilder(ColumnType.String);
        name.AppendTo(text, batch, 0);
        return (string)text.Build().Boxed(0)!;
    }
}
