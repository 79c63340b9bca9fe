using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public class LanesTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.String), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 3)]
    public async Task What_a_watermark_fires_leaves_in_order_whatever_the_lanes(int lanes, int seed)
    {
        var alone = await RunAsync(1, seed);
        var spread = await RunAsync(lanes, seed);

        Assert.True(alone.Count > 100, "too few windows to tell an order");
        Assert.Equal(alone, spread);
    }

    /// <summary>How far a lane's windows let the watermark go depends on its own keys there.</summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 3)]
    public async Task Sessions_leave_in_order_and_none_is_late_for_a_reader_whatever_the_lanes(int lanes, int seed)
    {
        var alone = await RunAsync(1, seed, Sessions);
        var spread = await RunAsync(lanes, seed, Sessions);

        Assert.True(alone.Count > 100, "too few sessions to tell an order");
        Assert.Equal(alone, spread);
    }

    [Fact]
    public async Task The_account_of_a_spread_component_is_that_of_all_its_lanes()
    {
        var harness = Harness(seed: 4);

        var result = await harness.RunAsync(Pipeline(4));

        var sums = result.Final.Components.Single(component => component.Node.Name == "sums").Account;
        Assert.Equal(2000, sums.In);
        Assert.Equal(2000, sums.Aggregated + sums.Late);
        Assert.Equal(harness.Sinks["all"].Rows.Count, sums.Out);
    }

    [Fact]
    public async Task Wired_dead_letters_of_all_lanes_reach_their_reader()
    {
        var harness = Harness(seed: 5);
        harness.Sinks["late"] = new CollectingSink();
        var pipeline = Pipeline(4).Replace("late: drop", "late: dead_letter", StringComparison.Ordinal).Replace("disorder: 1s", "disorder: 100ms", StringComparison.Ordinal);

        var result = await harness.RunAsync(pipeline + "\n  late: { from: sums.dead, collect: late }");

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var late = harness.Sinks["late"].Rows.Count;
        Assert.True(late > 0, "nothing was late");
        Assert.Equal(2000, late + harness.Sinks["all"].Rows.Sum(row => (long)row[3]!));
    }

    [Fact]
    public void Equal_keys_go_to_one_lane()
    {
        var builder = new BatchBuilder(new Schema([new("text", ColumnType.String), new("number", ColumnType.Float)]));
        object?[][] keys = [["a", 0.0], ["a", -0.0], ["b", double.NaN], ["b", double.NaN], [null, null], [null, null]];
        foreach (var key in keys) builder.Row(key);
        var batch = builder.Build();
        var lanes = new int[keys.Length];

        KeyHash.Lanes(batch, [0, 1], 64, lanes);

        Assert.Equal(lanes[0], lanes[1]);
        Assert.Equal(lanes[2], lanes[3]);
        Assert.Equal(lanes[4], lanes[5]);
        Assert.All(lanes, lane => Assert.InRange(lane, 0, 63));
    }

    private static async Task<List<string>> RunAsync(int lanes, int seed, Func<int, string>? pipeline = null)
    {
        var harness = Harness(seed);
        harness.Sinks["later"] = new CollectingSink();
        var result = await harness.RunAsync((pipeline ?? Pipeline)(lanes));
        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Empty(harness.Dead.Rows);
        return [.. harness.Sinks["all"].Rows.Concat(harness.Sinks["later"].Rows).Select(row => string.Join(';', row))];
    }

    private static PipelineHarness Harness(int seed)
    {
        var random = new Random(seed);
        var source = new ScriptedSource(Readings);
        for (var batch = 0; batch < 100; batch++)
            source.Rows("p", [.. Enumerable.Range(0, 20).Select(_ => (object?[])
                [$"key{random.Next(9)}", DateTime.UnixEpoch.AddMilliseconds(batch * 100 + random.Next(900)), (double)random.Next(100)])]);
        var harness = new PipelineHarness();
        harness.Sources["readings"] = source;
        harness.Sinks["all"] = new CollectingSink();
        return harness;
    }

    private static string Sessions(int lanes) => $$"""
        pipeline: lanes
        runtime: { lanes: {{lanes}} }
        sources: { readings: { scripted: readings, event_time: { column: time, disorder: 1s } } }
        transforms:
          sums: { from: readings, window: { session: 100ms, key: [key], late: dead_letter, aggregate: { n: count(), total: sum(value) } } }
          counts: { from: sums, window: { tumbling: 1s, key: [n], late: dead_letter, aggregate: { sessions: count() } } }
        sinks:
          all: { from: sums, collect: all }
          later: { from: counts, collect: later }
        """;

    private static string Pipeline(int lanes) => $$"""
        pipeline: lanes
        runtime: { lanes: {{lanes}} }
        sources: { readings: { scripted: readings, event_time: { column: time, disorder: 1s } } }
        transforms:
          sums: { from: readings, window: { tumbling: 500ms, key: [key], late: drop, aggregate: { n: count(), total: sum(value) } } }
        sinks:
          all: { from: sums, collect: all }
        """;
}
