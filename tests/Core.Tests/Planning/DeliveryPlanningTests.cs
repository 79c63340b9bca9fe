using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning;

public class DeliveryPlanningTests
{
    private const string BeginsAnew = "without checkpoint.path a run that is started again begins anew";

    [Theory]
    [InlineData("file: { path: out.jsonl }", $"at least once, visible at once; {BeginsAnew}")]
    [InlineData("file: { path: out.jsonl }, delivery: at_least_once", "at least once, visible at once")]
    [InlineData("file: { path: out }", $"at least once, visible at the next checkpoint (10s); {BeginsAnew}")]
    [InlineData("file: { path: out, roll: { every: 1m } }", $"at least once, visible at the checkpoint (10s) behind its part's roll; {BeginsAnew}")]
    [InlineData("console: {}", "at least once, visible at once")]
    public void Promises_no_more_than_holds_without_a_checkpoint(string sink, string guarantee) =>
        Assert.Equal(guarantee, Guarantee("file: { path: in.jsonl }", sink));

    [Theory]
    [InlineData("file: { path: out.jsonl }", "exactly once, visible at the next checkpoint (3s)")]
    [InlineData("file: { path: out.jsonl }, delivery: at_least_once", "at least once, visible at once")]
    [InlineData("file: { path: out }", "exactly once, visible at the next checkpoint (3s)")]
    [InlineData("file: { path: out, roll: { every: 1m } }", "exactly once, visible at the checkpoint (3s) behind its part's roll")]
    [InlineData("console: {}", "at least once, visible at once")]
    public void Promises_exactly_once_where_a_checkpoint_outlives_the_run(string sink, string guarantee) =>
        Assert.Equal(guarantee, Guarantee("file: { path: in.jsonl }", sink, head: "checkpoint: { every: 3s, path: state }"));

    [Fact]
    public void Promises_no_more_than_the_source_allows_with_a_checkpoint() =>
        Assert.Equal(
            "at least once, visible at the next checkpoint (10s); but rows under way in a crash are lost, for source 'read' cannot be read again",
            Guarantee("stdin: {}", "file: { path: out.jsonl }", head: "checkpoint: { path: state }"));

    [Theory]
    [InlineData("file: { path: out.jsonl }")]
    [InlineData("file: { path: out.jsonl }, delivery: at_least_once")]
    [InlineData("console: {}")]
    public void Names_a_source_upstream_that_cannot_be_read_again(string sink) =>
        Assert.Equal(
            "at least once, visible at once; but rows under way in a crash are lost, for source 'read' cannot be read again",
            Guarantee("stdin: {}", sink));

    [Fact]
    public void Leaves_out_a_source_that_is_not_upstream() =>
        Assert.Equal("at least once, visible at once", Guarantee("file: { path: in.jsonl }", "console: {}", "spare: { stdin: {}, decode: json, columns: { n: int } }"));

    private static string Guarantee(string source, string sink, string other = "", string head = "") => new PipelineHarness().Plan($$"""
        pipeline: p
        {{head}}
        sources:
          read: { {{source}}, decode: json, columns: { n: int } }
          {{other}}
        transforms: { some: { from: read, filter: n > 1 } }
        sinks: { out: { from: some, {{sink}} } }
        """).Node("out").Guarantee!.ToString();
}
