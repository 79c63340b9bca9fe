using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning;

/// <summary>Buffers that cannot be are in tests/Golden/bad-buffer-*.yaml.</summary>
public class BufferPlanningTests
{
    [Theory]
    [InlineData("disk", "state/p/buffers/out", 10L << 30)]
    [InlineData("500MB", "state/p/buffers/out", 500L << 20)]
    [InlineData("{ disk: disk }", "state/p/buffers/out", 10L << 30)]
    [InlineData("{ disk: 2GB, path: /var/spool }", "/var/spool/p/out", 2L << 30)]
    public void Has_a_folder_of_its_own(string buffer, string path, long bytes) =>
        Assert.Equal(new BufferPlan(path, new ByteSize(bytes), IsShownByEpoch: false), Plan("file: { path: out.jsonl }", buffer).Buffer);

    [Fact]
    public void A_sink_that_shows_rows_by_epochs_is_given_those_of_the_pipeline() => Assert.True(Plan("file: { path: out }", "disk").Buffer!.IsShownByEpoch);

    [Theory]
    [InlineData("file: { path: out.jsonl }")]
    [InlineData("file: { path: out }")]
    [InlineData("file: { path: out }, delivery: at_least_once")]
    public void A_sink_behind_it_delivers_at_least_once_and_later(string sink) => Assert.Equal(
        "at least once, kept on disk (10GB at most) and sent behind the next checkpoint (3s); what was sent in the second before a crash, or in the batch under way, is sent again",
        Plan(sink, "disk").Guarantee!.ToString());

    [Fact]
    public void What_cannot_be_read_again_may_be_lost_before_it() => Assert.EndsWith(
        "is sent again, but rows under way in a crash are lost, for source 'read' cannot be read again",
        Plan("file: { path: out.jsonl }", "disk", source: "stdin: {}").Guarantee!.ToString(), StringComparison.Ordinal);

    [Fact]
    public void There_is_none_where_none_is_written() => Assert.Null(new PipelineHarness().Plan("""
        pipeline: p
        sources: { read: { stdin: {}, decode: json, columns: { n: int } } }
        sinks: { out: { from: read, file: { path: out } } }
        """).Node("out").Buffer);

    private static PlanNode Plan(string sink, string buffer, string source = "file: { path: in.jsonl }") => new PipelineHarness().Plan($$"""
        pipeline: p
        checkpoint: { every: 3s, path: state }
        sources: { read: { {{source}}, decode: json, columns: { n: int } } }
        sinks: { out: { from: read, {{sink}}, buffer: {{buffer}} } }
        """).Node("out");
}
