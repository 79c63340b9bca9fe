using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Windows;

/// <summary>Windows whose state was saved by some lanes and restored by another number of them.</summary>
public class RestoredLanesTests
{
    private static readonly int[] Lanes = [1, 4, 3, 1, 2];

    [Theory]
    [InlineData("tumbling")]
    [InlineData("hopping")]
    [InlineData("update")]
    [InlineData("session")]
    [InlineData("count")]
    public void Any_number_of_lanes_goes_on_where_another_was_saved(string kind)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var options = Options(kind, random);
            var script = WindowScript.Random(random, rows: 150, span: 60, disorder: 8, allowed: 5);

            var (alone, aloneAccount) = Run(options, script, restoreAt: new Random(seed), lanes: [1]);
            var (spread, spreadAccount) = Run(options, script, restoreAt: new Random(seed), Lanes);

            Assert.True(alone.Count > 5, $"{kind}, seed {seed}: too few windows");
            Assert.True(alone.SequenceEqual(spread), $"{kind}, seed {seed}");
            Assert.Equal(aloneAccount, spreadAccount);
        }
    }

    [Fact]
    public void Windows_left_of_a_burst_of_keys_come_back_and_nothing_else_is_saved()
    {
        var options = Options("tumbling", new Random(1)) with { Key = ["name"], Pivot = null };
        var window = New(options);
        window.Feed([.. Enumerable.Range(0, 3000).Select(i => Row($"key {i}", 1))]);
        window.Feed([.. Enumerable.Range(0, 3).Select(i => Row($"key {i * 1000 + 7}", 6))]);
        var whole = window.Save().Length;
        window.Watermark(5_000_000);
        window.Rows.Clear();

        var state = window.Save();
        var (again, lanes) = (New(options).Restore(state), Enumerable.Range(0, 3).Select(lane => New(options).Restore([state], new LaneShare(lane, 3))).ToList());

        Assert.InRange(state.Length, 1, whole / 20);
        foreach (var each in lanes.Append(again).Append(window)) each.Watermark(10_000_000);
        Assert.Equal(["key 1007", "key 2007", "key 7"], window.Column("name"));
        Assert.Equal(window.Rows.Select(row => string.Join(" | ", row.Select(Show))), again.Rows.Select(row => string.Join(" | ", row.Select(Show))));
        Assert.Equal(window.Column("name"), lanes.SelectMany(lane => lane.Column("name")).Order());
    }

    [Fact]
    public void States_of_different_barriers_are_refused()
    {
        var (early, late) = (New(Options("tumbling", new Random(1))), New(Options("tumbling", new Random(1))));
        early.Watermark(1_000_000);
        late.Watermark(2_000_000);

        var restored = New(Options("tumbling", new Random(1)));

        Assert.Throws<InvalidDataException>(() => restored.Restore([early.Save(), late.Save()], new LaneShare(0, 1)));
    }

    [Fact]
    public void State_of_other_aggregates_is_refused()
    {
        var options = Options("tumbling", new Random(1)) with { Pivot = null, Aggregate = WindowSetup.Aggregating(("total", "sum(value)")) };
        var state = New(options).Feed(["a", 0.5, "x", DateTime.UnixEpoch, 1.0]).Save();

        var problem = Assert.Throws<InvalidDataException>(() => New(options with { Aggregate = WindowSetup.Aggregating(("total", "min(value)")) }).Restore(state));

        Assert.Equal("the saved state has the aggregate 'FloatSum:24 of value' where the pipeline asks for 'FloatExtremes:24 of value'", problem.Message);
    }

    [Fact]
    public void State_of_another_format_is_refused()
    {
        var state = New(Options("tumbling", new Random(1))).Save();
        state[0]++;

        var problem = Assert.Throws<InvalidDataException>(() => New(Options("tumbling", new Random(1))).Restore(state));

        Assert.Equal("the state of a window was saved in format 2 by another version of the program; this version reads format 1", problem.Message);
    }

    private static WindowOptions Options(string kind, Random random) => new()
    {
        Tumbling = kind is "tumbling" or "update" ? Seconds(5) : null,
        Hopping = kind == "hopping" ? new HoppingOptions { Size = Seconds(7), Every = Seconds(3) } : null,
        Session = kind == "session" ? Seconds(3) : null,
        Count = kind == "count" ? 4 : null,
        Late = kind == "count" ? null : kind == "update" ? LatePolicy.Update : LatePolicy.Drop,
        AllowedLateness = kind == "update" ? Seconds(4) : null,
        Key = random.Next(2) == 0 ? ["name"] : ["share", "name"],
        Pivot = random.Next(3) > 0 ? null : new PivotOptions { Column = "series", Values = ["y", "x"] },
        Aggregate = WindowSetup.Aggregating(("n", "count(value)"), ("total", "sum(value)"), ("middle", "median(value)"), ("names", "collect(series)"), ("spread", "stddev(value)")),
    };

    private static object?[] Row(string name, int second) => [name, 0.5, "x", DateTime.UnixEpoch.AddSeconds(second), 1.0];

    private static Duration Seconds(int seconds) => Duration.FromSeconds(seconds);

    private static TransformHarness New(WindowOptions options) => new(new Window(options), WindowScript.Schema);

    /// <summary>Rows that came out, those of each step in order, and the account of all.</summary>
    /// <param name="options">Of the window.</param>
    /// <param name="script">What comes.</param>
    /// <param name="restoreAt">Decides when all lanes are saved, and restored in the next number of lanes.</param>
    /// <param name="lanes">These numbers in turn; one alone is never restored.</param>
    private static (List<string> Rows, string Account) Run(WindowOptions options, WindowScript script, Random restoreAt, int[] lanes)
    {
        var (rows, account) = (new List<string>(), new Account());
        var running = Enumerable.Range(0, lanes[0]).Select(_ => New(options)).ToArray();
        var restores = 0;
        foreach (var (row, watermark) in script.Steps)
        {
            if (row is not null) Of(row, options, running).Feed(row.Values);
            else foreach (var lane in running) lane.Watermark(watermark);

            rows.AddRange(running.SelectMany(lane => lane.Rows).Select(values => string.Join(" | ", values.Select(Show))).Order(StringComparer.Ordinal));
            foreach (var lane in running) lane.Rows.Clear();
            if (restoreAt.Next(12) > 0 || lanes.Length == 1) continue;
            running = Restored(options, running, lanes[++restores % lanes.Length], account);
        }

        foreach (var lane in running) account.Add(lane.Account);
        return (rows, account.ToString());
    }

    private static TransformHarness[] Restored(WindowOptions options, TransformHarness[] before, int lanes, Account account)
    {
        foreach (var lane in before) account.Add(lane.Account);
        var states = before.Select(lane => lane.Save()).ToList();
        return [.. Enumerable.Range(0, lanes).Select(lane => New(options).Restore(states, new LaneShare(lane, lanes)))];
    }

    private static TransformHarness Of(ScriptRow row, WindowOptions options, TransformHarness[] lanes)
    {
        var batch = new BatchBuilder(WindowScript.Schema).Row(row.Values).Build();
        var lane = new int[1];
        KeyHash.Lanes(batch, [.. options.Key.Select(WindowScript.Schema.IndexOf)], lanes.Length, lane);
        batch.Release();
        return lanes[lane[0]];
    }

    private static string Show(object? value) => value switch
    {
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        object?[] list => string.Join(',', list),
        _ => $"{value}",
    };
}
