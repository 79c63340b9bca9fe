using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class MessagesTests
{
    private static readonly Schema Added = new([new Field("id", ColumnType.String), new Field("sent", ColumnType.Timestamp)]);

    [Fact]
    public async Task Columns_of_messages_follow_those_of_the_decoder()
    {
        var harness = Harness(["{\"value\": 1}", "{\"value\": 2}"], ["{\n\"value\": 3}"]);

        var result = await harness.RunAsync(Pipeline);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(["1|key 0|0", "2|key 1|1", "3|key 0|0"], harness.Sinks["all"].Rows.Select(row => $"{row[0]}|{row[1]}|{((DateTime)row[2]!).Second}"));
    }

    [Fact]
    public async Task A_bad_message_has_its_own_position_among_the_dead_letters_and_shifts_no_columns()
    {
        var harness = Harness(["{\"value\": 1}", "rubbish", "{\"value\": 3}"]);

        var result = await harness.RunAsync(Pipeline);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(["key 0", "key 2"], harness.Sinks["all"].Rows.Select(row => row[1]));
        var letter = Assert.Single(harness.Dead.Rows);
        Assert.Equal(["topic[0]", 101L, "rubbish"], [letter[1], letter[2], letter[5]]);
    }

    [Fact]
    public async Task The_event_time_may_be_a_column_of_the_message()
    {
        var harness = Harness(["{\"value\": 1}", "{\"value\": 2}"]);

        var result = await harness.RunAsync("""
            pipeline: p
            sources: { m: { messages: m, decode: json, columns: { value: int }, event_time: { column: sent } } }
            transforms: { seconds: { from: m, window: { tumbling: 1s, late: drop, aggregate: { sum: sum(value) } } } }
            sinks: { all: { from: seconds, collect: all } }
            """);

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal([1L, 2L], harness.Sinks["all"].Rows.Select(row => row[2]));
    }

    [Fact]
    public void A_name_may_not_be_that_of_a_decoded_column()
    {
        var problem = Assert.Throws<InvalidOperationException>(() => Harness([]).Plan(Pipeline.Replace("value: int", "value: int, sent: string", StringComparison.Ordinal)));

        Assert.Contains("SG522: metadata names a column 'sent', which is one of the decoder's.", problem.Message, StringComparison.Ordinal);
    }

    private const string Pipeline = """
        pipeline: p
        sources: { m: { messages: m, decode: json, columns: { value: int } } }
        sinks: { all: { from: m, collect: all } }
        """;

    private static PipelineHarness Harness(params string[][] chunks)
    {
        var harness = new PipelineHarness { Sinks = { ["all"] = new CollectingSink() } };
        harness.Registry.Source<PipelineHarness.ScriptedOptions>("messages", _ => new MessageSource(Added, chunks));
        return harness;
    }
}
