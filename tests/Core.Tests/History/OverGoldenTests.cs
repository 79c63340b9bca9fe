using System.Diagnostics;
using System.Text.Json;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.History;

/// <summary>What Spark knew of each user as of each event of a honeypot, see data/golden/README.md of the shared folder; nothing is tested where it is absent.</summary>
public sealed class OverGoldenTests : IDisposable
{
    private const int DisorderSeconds = 600;
    private const int InputColumns = 8;

    private static readonly string[] Columns = ["events_seen", "distinct_ips", "new_ip", "failures_10m", "failure_rate", "threat_zscore", "quiet_for", "usual_hour"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task As_a_batch_in_order_of_arrival()
    {
        if (Events() is not { } events) return;

        await AssertAnswersAsync(events, "order: arrival", "0s");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task As_a_stream_out_of_order_by_event_time(int seed)
    {
        if (Events() is not { } events) return;
        var random = new Random(seed);
        var shuffled = events.Select(line => (Line: line, At: JsonDocument.Parse(line).RootElement.GetProperty("timestamp").GetDateTime()))
            .OrderBy(each => each.At.AddSeconds(random.NextDouble() * DisorderSeconds)).Select(each => each.Line).ToList();
        Assert.NotEqual(events, shuffled);

        await AssertAnswersAsync(shuffled, "order: event_time, tie: [event_id], late: dead_letter", $"{DisorderSeconds}s");
    }

    private async Task AssertAnswersAsync(IReadOnlyList<string> events, string order, string disorder)
    {
        var file = _folder.Write("events.jsonl", string.Concat(events.Select(line => line + "\n")));
        var harness = new PipelineHarness { Sinks = { ["out"] = new CollectingSink() } };

        await harness.RunAsync($$"""
            pipeline: golden
            sources:
              events:
                file: { path: '{{file}}' }
                decode: json
                columns: { event_id: string, timestamp: timestamp, user: string, source_ip: string, event_type: string, status: string, threat_score: float, location: string }
                event_time: { column: timestamp, disorder: {{disorder}} }
            transforms:
              known:
                from: events
                over:
                  key: [user]
                  {{order.Replace(", ", "\n      ", StringComparison.Ordinal)}}
                  ttl: 30d
                  compute:
                    events_seen: count()
                    distinct_ips: count_distinct(source_ip)
                    new_ip: not seen(source_ip)
                    failures_10m: "count_if(status == 'failure', last: 10m)"
                    failure_rate: mean(if(status == 'failure', 1, 0))
                    threat_zscore: zscore(threat_score)
                    quiet_for: elapsed(timestamp)
                    usual_hour: share(hour(timestamp))
            sinks:
              out: { from: known, collect: out }
            """);

        var answers = harness.Sinks["out"].Rows.ToDictionary(row => (string)row[0]!);
        var expected = ReadPacked("data/golden/security-speed/history.jsonl.xz")!;
        Assert.Equal(expected.Count, answers.Count);
        foreach (var line in expected.Select(line => JsonDocument.Parse(line).RootElement))
            foreach (var (i, column) in Columns.Index())
                AssertSame(line.GetProperty(column), answers[line.GetProperty("event_id").GetString()!][InputColumns + i], $"{column} of {line}");
    }

    private static void AssertSame(JsonElement expected, object? actual, string of)
    {
        var isSame = (expected.ValueKind, actual) switch
        {
            (JsonValueKind.Null, null) => true,
            (JsonValueKind.True or JsonValueKind.False, bool value) => expected.GetBoolean() == value,
            (JsonValueKind.Number, long value) => expected.GetInt64() == value,
            (JsonValueKind.Number, double value) => Math.Abs(expected.GetDouble() - value) <= 1e-9 * Math.Max(1, Math.Abs(value)),
            _ => false,
        };
        Assert.True(isSame, $"{actual} for {of}");
    }

    private static List<string>? Events() => ReadPacked("data/golden/security-features/cowrie-events.jsonl.xz");

    private static List<string>? ReadPacked(string path)
    {
        if (SharedData.Find(path) is not { } file) return null;
        using var xz = Process.Start(new ProcessStartInfo("xz", ["--decompress", "--stdout", file]) { RedirectStandardOutput = true })!;
        return [.. xz.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
