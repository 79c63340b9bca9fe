using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class DeadLetterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_bad_row_goes_to_the_dead_letters_with_its_bytes_place_and_reason()
    {
        var harness = Harness("{\"value\": 1}\n{\"value\": \"x\"}\n{\"value\": 3}\n");

        var result = await harness.RunAsync(Pipeline());

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal([1.0, 3.0], harness.Sinks["all"].Rows.Select(row => row[0]));
        var letter = Assert.Single(harness.Dead.Rows);
        Assert.Equal("readings", letter[0]);
        Assert.Equal(13L, letter[2]);
        Assert.Contains("value", (string)letter[3]!);
        Assert.Equal("{\"value\": \"x\"}", letter[5]);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_kept_as_base64()
    {
        var harness = Harness("{\"value\": 1}\n");
        File.AppendAllBytes(Input, [.. "{\"value\": \""u8, 0xFF, .. "\"}\n"u8]);

        await harness.RunAsync(Pipeline());

        var letter = Assert.Single(harness.Dead.Rows);
        Assert.Null(letter[5]);
        Assert.Equal([.. "{\"value\": \""u8, 0xFF, .. "\"}"u8], Convert.FromBase64String((string)letter[6]!));
    }

    [Fact]
    public async Task A_share_of_bad_rows_is_one_of_the_good_rows_among_them_too()
    {
        var harness = Harness(string.Concat(Enumerable.Repeat("{\"value\": 1}\nrubbish\n", 1500)));

        var result = await harness.RunAsync(Pipeline().Replace("decode: json", "max_bad_rows: 60%, decode: json", StringComparison.Ordinal));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(1500, harness.Sinks["all"].Rows.Count);
    }

    [Fact]
    public async Task Dead_letters_of_one_component_can_be_wired()
    {
        var harness = Harness("{\"value\": 1}\nrubbish\n");

        await harness.RunAsync(Pipeline("  bad: { from: readings.dead, collect: bad }"));

        Assert.Equal("rubbish", Assert.Single(harness.Sinks["bad"].Rows)[5]);
        Assert.Empty(harness.Dead.Rows);
    }

    [Fact]
    public async Task Rows_are_counted_by_the_words_of_a_reason_before_its_particulars()
    {
        var harness = Harness("{\"value\": \"x\"}\n{\"value\": \"y\"}\n{\"value\": true}\n");

        var result = await harness.RunAsync(Pipeline());

        Assert.Equal(3, harness.Dead.Rows.Select(letter => letter[3]).Distinct().Count());
        Assert.Equal([(("readings", "column 'value' wants float"), 3L)], result.Final.DeadLetters.Select(each => (each.Key, each.Value)));
    }

    [Theory]
    [InlineData("2", true)]
    [InlineData("1", false)]
    [InlineData("50%", true)]
    [InlineData("40%", false)]
    public async Task Too_many_bad_rows_stop_the_pipeline(string limit, bool succeeds)
    {
        var harness = Harness("{\"value\": 1}\nrubbish\nrubbish\n{\"value\": 4}\n");

        var result = await harness.RunAsync(Pipeline().Replace("decode: json", $"max_bad_rows: {limit}, decode: json", StringComparison.Ordinal));

        Assert.Equal(succeeds, result.Succeeded);
        if (!succeeds) Assert.Contains(" rows are bad, max_bad_rows allows ", result.Failure?.Message);
        Assert.Equal(2, harness.Dead.Rows.Count);
    }

    public void Dispose() => _folder.Dispose();

    private string Input => _folder["in.jsonl"];

    private string Pipeline(string sink = "") => $$"""
        pipeline: dead
        sources: { readings: { file: { path: '{{Input}}' }, decode: json, columns: { value: float } } }
        sinks:
          all: { from: readings, collect: all }
        {{sink}}
        """;

    private PipelineHarness Harness(string lines)
    {
        File.WriteAllText(Input, lines);
        var harness = new PipelineHarness();
        harness.Sinks["all"] = new CollectingSink();
        harness.Sinks["bad"] = new CollectingSink();
        return harness;
    }
}
