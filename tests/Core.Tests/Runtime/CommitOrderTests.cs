using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class CommitOrderTests
{
    private static readonly Schema Numbers = new([new("n", ColumnType.Int)]);

    private readonly List<string> _commits = [];

    [Fact]
    public async Task What_a_restart_goes_by_is_committed_with_its_sources_behind_the_other_transactions()
    {
        var harness = New("here", "there", null);

        await harness.RunAsync("""
            pipeline: ordered
            sources: { one: { replayed: one }, two: { replayed: two }, three: { replayed: three } }
            sinks:
              file: { from: one, table: file }
              first: { from: two, table: first }
              apart: { from: one, table: apart }
              with_first: { from: three, table: with_first }
            """);

        Assert.Equal(["sink apart", "source one", "sink first", "sink with_first", "sink file", "source two", "source three"], _commits);
    }

    [Fact]
    public async Task The_first_sink_is_the_first_of_the_plan_whichever_source_leads_to_it()
    {
        var harness = New(null, null, null);

        await harness.RunAsync("""
            pipeline: ordered
            sources: { one: { replayed: one }, two: { replayed: two }, three: { replayed: three } }
            sinks:
              file: { from: three, table: file }
              first: { from: two, table: first }
              apart: { from: one, table: apart }
            """);

        Assert.Equal(["sink apart", "sink first", "sink file", "source one", "source two", "source three"], _commits);
    }

    private PipelineHarness New(params string?[] with)
    {
        var harness = new PipelineHarness { Checkpoints = new MemoryCheckpoints() };
        foreach (var (name, i) in new[] { "one", "two", "three" }.Select((name, i) => (name, i)))
            harness.Replayed[name] = new ReplayedSource(Numbers, new Dictionary<string, object?[][]> { ["p"] = [[1L]] }) { CommitsWith = with[i], BeforeCommit = epoch => Note(epoch, $"source {name}") };
        foreach (var (name, group) in new[] { ("file", null), ("first", "here"), ("apart", "there"), ("with_first", "here") })
            harness.Tables[name] = new OutsideTable { IsTransactional = group is not null, CommitsWith = group, BeforeCommit = epoch => Note(epoch, $"sink {name}") };
        return harness;
    }

    private void Note(long epoch, string who)
    {
        lock (_commits)
            if (epoch == 1) _commits.Add(who);
    }
}
