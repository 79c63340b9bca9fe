using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Transforms.Groups;

/// <summary>
/// The 31 features of every user of a real honeypot, from the files of expressions that ship, against Spark's answers (see
/// data/golden/README.md of the shared folder; nothing is tested where it is absent).
/// </summary>
public class SecurityFeaturesTests
{
    private const string Events = "data/golden/security-features/cowrie-events.jsonl.xz";

    [Theory]
    [InlineData("security-features", "features", "1")]
    [InlineData("security-features", "features", "3")]
    [InlineData("security-features-seedcode", "features-seedcode", "1")]
    public async Task Are_those_of_Spark(string formulas, string golden, string lanes)
    {
        if (SharedData.Find(Events) is not { } events) return;

        await AssertGoldenAsync(golden, await RunAsync(events, formulas, lanes, disorder: "0s"));
    }

    [Theory]
    [InlineData("security-features", "features", 1)]
    [InlineData("security-features", "features", 2)]
    [InlineData("security-features-seedcode", "features-seedcode", 1)]
    public async Task Do_not_depend_on_the_order_of_arrival(string formulas, string golden, int order)
    {
        if (SharedData.Find(Events) is not { } events) return;
        using var folder = new TempFolder();
        var lines = (await ReadLinesAsync(events)).ToArray();
        // In one order every event may come an hour late, in the other they come backwards.
        var random = new Random(order);
        var arrival = order == 1
            ? lines.OrderBy(line => TimeOf(line) + TimeSpan.FromHours(random.NextDouble()))
            : lines.OrderByDescending(TimeOf);
        var file = Path.Combine(folder.Path, "events.jsonl");
        await File.WriteAllLinesAsync(file, arrival);

        await AssertGoldenAsync(golden, await RunAsync(file, formulas, lanes: "2", disorder: order == 1 ? "1h" : "30d"));
    }

    private static async Task<CollectingSink> RunAsync(string events, string formulas, string lanes, string disorder)
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "features.yaml");
        var columns = await ColumnsAsync();
        await File.WriteAllTextAsync(file, $$"""
            pipeline: features
            include: {{Path.Combine(SharedData.RepositoryRoot(), "pipelines", "shared", formulas + ".yaml")}}
            runtime: { lanes: {{lanes}} }
            sources:
              events:
                file: { path: {{events}} }
                decode: json
                columns: { event_id: string, timestamp: timestamp, user: string, source_ip: string, event_type: string, status: string, threat_score: float, location: string }
                event_time: { column: timestamp, disorder: {{disorder}} }
            transforms:
              users:
                from: events
                group: { key: [user], order: event_time, tie: [event_id], aggregate: [{{string.Join(", ", columns.Skip(1))}}] }
            sinks:
              rows: { from: users, console: {} }
            """);
        var (problems, registry, rows) = (new Problems(), Registry.WithBuiltIns(), new CollectingSink());
        var definition = PipelineLoader.Load(new LoadRequest(file), registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, registry, TimeProvider.System, problems);
        Assert.True(plan is not null, string.Join('\n', problems.All));
        Assert.Equal(columns, plan.Node("users").Schema.Names);

        using var running = RunningPipeline.Start(plan, registry, new RunSettings { ReplaceSink = _ => rows, StrictAccounts = true });
        var result = await running.Completion.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(result.Succeeded, $"{result.Failure}{result.Failure?.InnerException}");
        return rows;
    }

    private static async Task AssertGoldenAsync(string golden, CollectingSink rows)
    {
        var expected = (await ReadLinesAsync(SharedData.Find($"data/golden/security-features/{golden}.jsonl.xz")!)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(expected.Count, rows.Rows.Count);
        foreach (var (want, got) in expected.Zip(rows.Rows))
            foreach (var (property, value) in want.EnumerateObject().Zip(got)) AssertSame(want, property, value);
    }

    private static void AssertSame(JsonElement row, JsonProperty property, object? value)
    {
        var where = $"{property.Name} of '{row.GetProperty("user").GetString()}': {property.Value} and {value}";
        switch (value)
        {
            case string text: Assert.True(property.Value.GetString() == text, where); break;
            case long count: Assert.True(property.Value.GetDouble() == count, where); break;
            case DateTime time: Assert.True(property.Value.GetDateTime() == time, where); break;
            case double number:
                var wanted = property.Value.GetDouble();
                Assert.True(Math.Abs(wanted - number) <= 1e-9 * Math.Max(1, Math.Abs(wanted)), where);
                // Equal values deviate by nothing at all.
                Assert.True(wanted != 0 || number == 0, where);
                break;
            default: Assert.Fail(where); break;
        }
    }

    private static async Task<List<string>> ColumnsAsync() =>
        [.. JsonDocument.Parse((await ReadLinesAsync(SharedData.Find("data/golden/security-features/features.jsonl.xz")!)).First()).RootElement.EnumerateObject().Select(property => property.Name)];

    private static DateTime TimeOf(string line) =>
        DateTime.Parse(line.Split("\"timestamp\":\"")[1].Split('"')[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private static async Task<IEnumerable<string>> ReadLinesAsync(string file)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("xz", ["-dc", file]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
