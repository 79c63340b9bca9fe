using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Sequences;

public sealed class SequenceChecksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("filter: true")]
    [InlineData("compute: { more: 1 }")]
    [InlineData("select: { drop: [status] }")]
    [InlineData("select: { as: { user: user, time: at, new_ip: new_ip, at: time } }")]
    [InlineData("lookup: { table: { path: TABLE, columns: { user: string, team: string } }, on: user, on_missing: null }")]
    [InlineData("dedupe: { key: [user, ip], within: 1h }")]
    [InlineData("rules: { strange: { when: new_ip, severity: info, message: strange } }")]
    [InlineData("unpivot: { columns: [failures], name: what }")]
    [InlineData("flatten: { column: list }")]
    [InlineData("union: { missing: null }")]
    [InlineData("over: { key: [user], order: arrival, ttl: 30d, compute: { rows: count() } }")]
    public void What_an_over_forgets_before_a_sequence_ends_is_a_problem_behind_whatever_passes_rows_on(string between)
    {
        var table = _folder.Write("teams.csv", "user,team\n");

        var problem = Assert.Throws<InvalidOperationException>(() => new PipelineHarness().Plan(Pipeline(between.Replace("TABLE", table, StringComparison.Ordinal), "15m")));

        Assert.Contains("within 15m is longer than the ttl 10m of the over before it", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_remembers_for_as_long_is_none() => Assert.NotNull(new PipelineHarness().Plan(Pipeline("filter: true", "10m")));

    private static string Pipeline(string between, string within) => $$"""
        pipeline: forgets
        sources:
          events:
            file: { path: events.jsonl }
            decode: json
            columns: { time: timestamp, at: timestamp, user: string, ip: string, status: string, list: list(string) }
            event_time: { column: time, disorder: 10s }
        transforms:
          known:
            from: events
            over: { key: [user], order: arrival, ttl: 10m, compute: { new_ip: not seen(ip), failures: "count_if(status == 'failure', last: 5m)" } }
          between: { from: known, {{between}} }
          takeovers:
            from: between
            sequence: { key: [user], within: {{within}}, steps: [ { when: not new_ip, at_least: 3 }, { when: new_ip } ] }
        sinks: { out: { from: takeovers, file: { path: out.jsonl } } }
        """;
}
