using System.Text;
using StreamGuard.Plugins.Influx.Sending;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Sending;

public class RefusalTests
{
    private const string Conflict = "partial write: field type conflict: input field \"v\" on measurement \"m\" is type integer, already exists as type float";

    [Theory]
    [InlineData(Conflict + " dropped=2", Conflict, 2)]
    [InlineData("partial write: unable to parse 'x': missing fields dropped=0", "partial write: unable to parse 'x': missing fields", null)]
    [InlineData("no such thing", "no such thing", null)]
    public void Tells_how_many_were_dropped_apart_from_why(string words, string shown, int? dropped)
    {
        var refusal = new Refusal(words);

        Assert.Equal((shown, dropped), (refusal.Words, refusal.Dropped));
    }

    [Fact]
    public void Words_without_end_are_cut() => Assert.Equal(new string('x', 500) + "…", new Refusal(new string('x', 501)).Words);

    [Fact]
    public void Finds_the_lines_whose_text_is_given()
    {
        using var batch = new Gathered("m v=1 1", "m s=\"it's': so\" 2", "m v=3 3", "m s=\"two\nlines\" 4", "m v=1 1");
        var refusal = new Refusal("partial write: unable to parse 'm v=1 1': time outside range\nunable to parse 'm s=\"it's': so\" 2': odd\nunable to parse 'm s=\"two\nlines\" 4': long dropped=0");

        var named = refusal.LinesNamed(batch.Lines, [0, 1, 2, 3, 4]);

        Assert.Equal([(0, "unable to parse: time outside range"), (1, "unable to parse: odd"), (3, "unable to parse: long dropped=0"), (4, "unable to parse: time outside range")], named);
    }

    [Fact]
    public void Names_no_line_that_was_not_sent()
    {
        using var batch = new Gathered("m v=1 1", "m v=2 2");

        Assert.Empty(new Refusal("unable to parse 'm v=2 2': odd").LinesNamed(batch.Lines, [0]));
    }

    [Fact]
    public void Words_without_end_that_name_none_of_many_lines_take_no_time()
    {
        using var batch = new Gathered([.. Enumerable.Range(0, 2000).Select(i => $"m v=1 {i}")]);
        var words = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"unable to parse 'm v=2 {i}': odd\n"));

        Assert.Empty(new Refusal(words).LinesNamed(batch.Lines, [.. Enumerable.Range(0, 2000)]));
    }

    [Theory]
    [InlineData(Conflict, "v=")]
    [InlineData("field type conflict: input field \"a \\\"b\\\"\" on measurement \"m\" is type float", "a\\ \"b\"=")]
    [InlineData("points beyond retention policy", null)]
    public void Finds_the_field_in_conflict(string words, string? before) =>
        Assert.Equal(before, new Refusal(words).FieldInConflict() is { } bytes ? Encoding.UTF8.GetString(bytes) : null);
}
