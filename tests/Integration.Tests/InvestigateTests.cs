using System.Text.Json;
using System.Text.RegularExpressions;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A key looked into from the command line: a small pipeline with a store, and one beside it that makes features.</summary>
public sealed partial class InvestigateTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script>\\u202e' or '1'='1";

    private const string Rows = """
        {"timestamp":"2025-11-08T10:00:00Z","user":"alice","event_type":"login","path":"/a","size":1}
        {"timestamp":"2025-11-08T10:01:00Z","user":"bob","event_type":"login","path":"/b","size":2}
        {"timestamp":"2025-11-08T11:00:00Z","user":"alice","event_type":"read","path":"/c","size":3}
        {"timestamp":"2025-11-08T11:30:00Z","user":"carol","event_type":"login","path":"/d","size":4}
        {"timestamp":"2025-11-09T12:00:00Z","user":"alice","event_type":"read","path":"HOSTILE","size":900}
        {"timestamp":"2025-11-09T13:00:00Z","user":"HOSTILE","event_type":"HOSTILE","path":"HOSTILE","size":900}
        {"timestamp":"2025-11-10T09:00:00Z","user":"alice","event_type":"logout","path":null,"size":5}

        """;

    private const string Source = """
        sources:
          events:
            file: { path: rows.jsonl }
            decode: json
            columns: { timestamp: timestamp, user: string, event_type: string, path: string, size: float }
            event_time: { column: timestamp }
        """;

    private const string Live = $$"""
        pipeline: live
        {{Source}}
        transforms:
          alerts: { from: events, rules: { large: { when: size > 100, severity: high, message: "{user} read {path}" } } }
        sinks:
          seen: { from: events, store: { path: data/live.duckdb, table: events } }
          found: { from: alerts, store: { path: data/live.duckdb, table: alerts } }
        """;

    private const string Nightly = $$"""
        pipeline: nightly
        {{Source}}
        transforms:
          users: { from: events, group: { key: [user], aggregate: { total: count(), largest: max(size), last_seen: max(timestamp) } } }
        sinks:
          features: { from: users, parquet: { path: data/features } }
        """;

    private readonly TempFolder _folder = new();

    public async Task InitializeAsync()
    {
        _folder.Write("rows.jsonl", Rows.Replace("HOSTILE", Hostile, StringComparison.Ordinal));
        _folder.Write("live.yaml", Live);
        _folder.Write("nightly.yaml", Nightly);
        foreach (var file in (string[])["live.yaml", "nightly.yaml"])
        {
            var run = await Program.RunAsync(_folder.Path, "run", file, "--quiet");
            Assert.True(run.ExitCode == 0, run.Errors);
        }
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Tells_events_alerts_and_features_as_JSON()
    {
        var found = await FoundAsync("user=alice", "--events", "2");

        Assert.Equal(4, found.GetProperty("events").GetProperty("count").GetInt64());
        Assert.Equal(["read", "login", "logout"], found.GetProperty("events").GetProperty("types").EnumerateArray().Select(type => type.GetProperty("type").GetString()));
        Assert.Equal("2025-11-08T10:00:00Z", found.GetProperty("events").GetProperty("timeline")[0].GetProperty("at").GetString());
        Assert.Equal(1, found.GetProperty("alert_count").GetInt64());
        var alert = found.GetProperty("alerts")[0];
        Assert.Equal(("large", "high", 900), (alert.GetProperty("rule").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("row").GetProperty("size").GetDouble()));
        Assert.Equal(["2025-11-08T11:00:00Z", "2025-11-09T12:00:00Z"], alert.GetProperty("before").EnumerateArray().Select(each => each.GetProperty("at").GetString()));
        var features = found.GetProperty("features");
        Assert.Equal(4, features.GetProperty("keys").GetInt64());
        var total = features.GetProperty("compared").EnumerateArray().Single(each => each.GetProperty("feature").GetString() == "total");
        // Of 4, 1, 1 and 1: the mean is 1.75, the deviation of a sample 1.5, and three are below.
        Assert.Equal([4, 1.75, 1.5, 1.5, 87.5, 1], new[] { "value", "mean", "deviation", "distance", "percentile", "p50" }.Select(name => total.GetProperty(name).GetDouble()));
    }

    [Fact]
    public async Task Looks_only_at_the_times_that_are_asked_for_and_at_the_features_that_are_named()
    {
        var day = await FoundAsync("user=alice", "--from", "2025-11-08", "--until", "2025-11-08T11:00", "--features", "nightly.yaml");
        var other = await FoundAsync("path=/c", "--by", "user", "--features", "data/features");

        Assert.Equal((1, 0), (day.GetProperty("events").GetProperty("count").GetInt64(), day.GetProperty("alert_count").GetInt64()));
        Assert.Equal(2, day.GetProperty("features").GetProperty("compared").GetArrayLength());
        Assert.Equal("alice", other.GetProperty("events").GetProperty("types")[0].GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, other.GetProperty("features").ValueKind);
    }

    [Fact]
    public async Task What_rows_say_is_text_on_the_page_and_on_the_terminal()
    {
        var key = $"user={JsonSerializer.Deserialize<string>($"\"{Hostile}\"")}";
        var drawn = await Run("--key", key, "--page", "page.html");
        var told = await Run("--key", key);

        Assert.Equal((0, "", 0), (drawn.ExitCode, drawn.Output, told.ExitCode));
        var page = await File.ReadAllTextAsync(_folder["page.html"]);
        Assert.Contains("1 event at 2025-11-09 13:00:00; 1 alert.", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;\\u202e&#39; or", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(Fetched(), page);
        Assert.Contains("prefers-color-scheme", page, StringComparison.Ordinal);
        Assert.Contains("class=\"spread\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', page + told.Output);
    }

    [Fact]
    public async Task Says_what_it_does_not_know()
    {
        Assert.Equal((3, "streamguard: nothing is known of user=alcie. Did you mean alice?\n"), await Refusal("user=alcie"));
        Assert.Equal((3, "streamguard: nothing is known of path=/zzzzzzzz.\n"), await Refusal("path=/zzzzzzzz"));
        Assert.Equal((2, "streamguard: no table has the column 'usr'; there are in events timestamp, user, event_type, path, size; in alerts "), Cut(await Refusal("usr=alice")));
        Assert.Equal((2, "streamguard: --key takes column=value, as user=alice.\n"), await Refusal("alice"));
        Assert.Equal((2, "streamguard: --from noon is no time: write 2025-11-08 or 2025-11-08T14:30.\n"), await Refusal("user=alice", "--from", "noon"));
        Assert.StartsWith("streamguard: --by kind: no table has the column 'kind'", (await Refusal("user=alice", "--by", "kind")).Item2, StringComparison.Ordinal);
        Assert.Equal(2, (await Refusal("user=alice", "--features", "nowhere")).Item1);
        Assert.Equal((2, "streamguard: --until must be behind --from: no row can be between them.\n"), await Refusal("user=alice", "--from", "2025-11-09", "--until", "2025-11-08"));
    }

    [Fact]
    public async Task Tells_events_also_where_features_beside_cannot_be_read()
    {
        foreach (var part in Directory.EnumerateFiles(_folder["data/features"], "*.parquet", SearchOption.AllDirectories)) File.WriteAllText(part, "half a file");

        var told = await Run("--key", "user=alice");

        Assert.Equal(0, told.ExitCode);
        Assert.Contains("4 events from 2025-11-08 10:00:00 to 2025-11-10 09:00:00; 1 alert.", told.Output, StringComparison.Ordinal);
        Assert.Contains("streamguard: features could not be read: ", told.Errors, StringComparison.Ordinal);
    }

    private static (int, string) Cut((int Code, string Errors) refusal) => (refusal.Code, refusal.Errors[..(refusal.Errors.IndexOf("in alerts ", StringComparison.Ordinal) + "in alerts ".Length)]);

    private async Task<JsonElement> FoundAsync(string key, params string[] arguments)
    {
        var run = await Run(["--key", key, "--format", "json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private async Task<(int, string)> Refusal(string key, params string[] arguments)
    {
        var run = await Run(["--key", key, .. arguments]);
        return (run.ExitCode, run.Errors);
    }

    private Task<Outcome> Run(params string[] arguments) => Program.RunAsync(_folder.Path, ["investigate", "live.yaml", .. arguments]);

    [GeneratedRegex("src=|href=|url\\(|@import|https?://")]
    private static partial Regex Fetched();
}
