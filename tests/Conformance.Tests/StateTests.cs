using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Conformance.Tests;

/// <summary>
/// What every transform's state must keep to, wherever in a stream it is saved: rows with disorder and nulls, late rows,
/// several keys, watermarks between them. STREAMGUARD_SEED gives the seed of another stream.
/// </summary>
public sealed class StateTests : IDisposable
{
    private const int Length = 80;
    private const string Readings = "sensor: string, cycle: int, value: float, good: bool, tags: list(string)";

    /// <summary>Further cases: here it does not matter that batches of another size would give other rows.</summary>
    private static readonly TransformCase[] Variants =
    [
        new("window-all-aggregates", """
            window: { hopping: { size: 3s, every: 1s }, key: [cycle], late: drop, aggregate: {
              n: count(), good: count_if(good), kinds: count_distinct(sensor), values: count_distinct(value), total: sum(value), cycles: sum(cycle), mean: mean(value),
              least: min(value), most: max(value), least_text: min(sensor), most_cycle: max(cycle), var: variance(value), dev: stddev(value),
              first: first(value), last: last(value), first_text: first(sensor), last_text: last(sensor), delta: delta(value), rate: rate(cycle), slope: slope(value),
              middle: median(value), p90: 'percentile(value, 0.9)', about_p90: 'approx_percentile(value, 0.9)', any: any(good), all: every(good), list: collect(value), texts: collect(sensor) } }
            """, Readings),
        new("window-update", "window: { tumbling: 2s, key: [sensor], late: update, allowed_lateness: 2s, aggregate: { n: count(), s: sum(value) } }", Readings),
        new("window-on-update", "window: { tumbling: 2s, key: [sensor], late: drop, emit: on_update, aggregate: { n: count(), s: sum(value) } }", Readings),
        new("window-pivot", "window: { tumbling: 2s, key: [cycle], late: dead_letter, pivot: { column: sensor, values: [PS1, TS1, a] }, aggregate: { n: count(), s: sum(value), t: collect(value) } }", Readings),
        new("window-session-merging", "window: { session: 500ms, key: [cycle], late: drop, aggregate: { n: count(), dev: stddev(value), first: first(sensor), list: collect(value) } }", Readings),
        new("window-count-text", "window: { count: 5, key: [good, sensor], aggregate: { n: count(), last: last(sensor), kinds: count_distinct(cycle) } }", Readings),
        new("dedupe-late-drop", "dedupe: { key: [sensor], within: 2s, late: drop }", Readings),
        new("dedupe-last-dead-letter", "dedupe: { key: [cycle], within: 3s, keep: last, late: dead_letter }", Readings),
        new("rules-rows", "rules: { odd: { zscore: { of: value, over: 5 rows, above: 1 }, key: [sensor] }, held: { when: good, for: 2 rows, key: [cycle] }, jump: { change: { of: cycle, within: 1s, above: 1 } } }", Readings),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("streamguard-conformance-").FullName;

    public StateTests() => File.WriteAllText(Path.Combine(_folder, "devices.csv"), "device,site,limit\na,North,1.5\nPS1,South,\n\"\",,2\n");

    public static TheoryData<TransformCase, int> Cases()
    {
        var given = Environment.GetEnvironmentVariable("STREAMGUARD_SEED");
        var cases = new TheoryData<TransformCase, int>();
        foreach (var test in TransformCases.All.Concat(Variants))
            foreach (var seed in given is null ? new[] { 1, 2 } : [int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)]) cases.Add(test, seed);
        return cases;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Restored_at_any_position_it_sends_what_it_would_have_sent(TransformCase test, int seed)
    {
        var (script, whole, saved) = Undisturbed(test, seed);

        for (var at = 0; at <= script.Steps.Count; at++)
        {
            var run = Restored(test, saved[at]);
            for (var step = at; step < script.Steps.Count; step++) script.Feed(run, step);
            run.End();

            Assert.True(whole.Messages.Skip(saved[at].Messages).SequenceEqual(run.Messages), $"restored at {at}, seed {seed}");
            Assert.True(whole.Dead.Skip(saved[at].Dead).SequenceEqual(run.Dead), $"restored at {at}, seed {seed}");
            Assert.Equal(whole.Account.ToString(), run.Account.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Restored_at_every_position_it_sends_what_it_would_have_sent(TransformCase test, int seed)
    {
        var (script, whole, _) = Undisturbed(test, seed);

        var run = Start(test);
        for (var step = 0; step < script.Steps.Count; step++)
        {
            var before = run;
            run = Restored(test, Saved.Of(before));
            run.Messages.AddRange(before.Messages);
            run.Dead.AddRange(before.Dead);
            script.Feed(run, step);
        }

        run.End();
        Assert.Equal(whole.Messages, run.Messages);
        Assert.Equal(whole.Dead, run.Dead);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_was_restored_is_saved_as_it_was(TransformCase test, int seed)
    {
        foreach (var saved in Undisturbed(test, seed).Saved)
        {
            // Unused slots may be left out by the first; from then on nothing changes.
            var once = Restored(test, saved).Save();
            var twice = Restored(test, saved with { State = once }).Save();

            Assert.Equal(once, twice);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_damaged_state_is_refused_and_nothing_else_happens(TransformCase test, int seed)
    {
        var saved = Undisturbed(test, seed).Saved[Length * 2 / 3];
        if (saved.State.Length > 0) DamagedState.IsRefusedOrRead(saved.State, state => TransformRun.Start(test, _folder, feedsLateRows: true).Restore(state), seed);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_may_be_spread_over_lanes_can_be_restored_by_another_number_of_them(TransformCase test, int seed)
    {
        var run = TransformRun.Start(test, _folder, feedsLateRows: true);

        Assert.True(!run.IsKeyed || run.HasKeyedState, $"it says that it is keyed, and has no IKeyedState (seed {seed})");
    }

    private (Script Script, TransformRun Run, List<Saved> Saved) Undisturbed(TransformCase test, int seed)
    {
        var run = Start(test);
        var script = Script.Random(run.Inputs, seed, Length);
        var saved = new List<Saved> { Saved.Of(run) };
        for (var step = 0; step < script.Steps.Count; step++)
        {
            script.Feed(run, step);
            saved.Add(Saved.Of(run));
        }

        run.End();
        return (script, run, saved);
    }

    private TransformRun Start(TransformCase test)
    {
        var run = TransformRun.Start(test, _folder, feedsLateRows: true);
        run.Begin();
        return run;
    }

    private TransformRun Restored(TransformCase test, Saved saved)
    {
        var run = TransformRun.Start(test, _folder, feedsLateRows: true);
        run.Restore(saved.State, saved.Account, saved.Watermark);
        run.Begin();
        return run;
    }

    /// <param name="State">What the transform saved.</param>
    /// <param name="Account">Its account then.</param>
    /// <param name="Watermark">The last watermark it had sent.</param>
    /// <param name="Messages">How many messages it had sent.</param>
    /// <param name="Dead">How many dead letters it had sent.</param>
    private sealed record Saved(byte[] State, Account Account, long Watermark, int Messages, int Dead)
    {
        public static Saved Of(TransformRun run)
        {
            var account = new Account();
            account.Add(run.Account);
            return new Saved(run.Save(), account, run.SentWatermark, run.Messages.Count, run.Dead.Count);
        }
    }
}
