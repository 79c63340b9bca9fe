using StreamGuard.Core.Plugins;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Testing;

public sealed class CrashAfterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("crash_after: 1 row")]
    [InlineData("crash_after: 2 rows")]
    [InlineData("crash_after: 3 rows")]
    [InlineData("crash_after: 4 rows")]
    [InlineData("crash_after: 6 rows")]
    public async Task What_comes_is_the_same_wherever_it_crashed(string crash)
    {
        _folder.Write("sums.yaml", """
            pipeline: sums
            checkpoint: { path: state }
            sources:
              typed: { file: { path: none.csv }, decode: csv, columns: { key: string, time: timestamp, value: int }, event_time: { column: time } }
              simulated: { simulate: { model: hydraulic-rig } }
            transforms:
              sums: { from: typed, window: { tumbling: 10s, key: [key], late: dead_letter, aggregate: { s: sum(value), n: count() } } }
              first: { from: sums, rules: { high: { when: s > 2, cooldown: 1m } } }
            sinks:
              out: { from: sums, file: { path: out.jsonl } }
              alerts: { from: first, console: {} }
              other: { from: simulated, console: {} }
            """);
        var tests = _folder.Write("sums.test.yaml", $$"""
            tests:
              - name: sums
                {{crash}}
                input:
                  - typed: { raw: "key,time,value" }
                  - typed: { raw: "a,2025-01-01T00:00:01Z,1" }
                  - simulated: { sensor: PS1 }
                  - advance: 30s
                  - typed: { raw: "a,2025-01-01T00:00:02Z,2" }
                  - typed: { raw: "a,2025-01-01T00:00:12Z,4" }
                  - typed: { raw: "a,2025-01-01T00:00:03Z,8" }
                  - typed: { raw: "nonsense" }
                end: true
                expect:
                  out: [ { s: 3, n: 2 }, { s: 4, n: 1 } ]
                  alerts: [ { s: 3 } ]
                  other: [ { sensor: PS1 } ]
                  sums.dead: [ { component: sums } ]
                  typed.dead: [ { component: typed } ]
            """);

        var report = await PipelineTests.RunAsync(tests, Registry.WithBuiltIns());

        Assert.Empty(report.Problems);
        Assert.Equal("", string.Join('\n', report.Results.SelectMany(result => result.Problems)));
        Assert.False(Directory.Exists(_folder["state"]));
    }
}
