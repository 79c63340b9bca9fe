using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning.Changes;

public class PlanComparisonTests
{
    private const string Before = """
        pipeline: p
        checkpoint: { every: 10s, path: state }
        runtime: { lanes: 1 }
        sources:
          read: { file: { path: in.jsonl, follow: true }, decode: json, columns: { n: int, key: string, time: timestamp }, event_time: { column: time, disorder: 1s } }
        transforms:
          large: { from: read, filter: n > 10 }
          minutes: { from: read, window: { tumbling: 1m, late: drop, key: [key], aggregate: { k: count() } } }
        sinks:
          out: { from: minutes, file: { path: out.jsonl } }
          screen: { from: large, console: {} }
        """;

    [Fact]
    public void Nothing_differs_from_itself() => Assert.True(Compare("tumbling: 1m", "tumbling: 60s").IsEmpty);

    [Fact]
    public void A_line_that_moves_changes_nothing() => Assert.True(Compare("transforms:", "# what is made of them\n\ntransforms:").IsEmpty);

    [Fact]
    public void A_window_of_another_size_loses_its_state()
    {
        var change = Compare("tumbling: 1m", "tumbling: 2m").Find("minutes")!;

        Assert.Equal((ComponentFate.Changed, StateFate.Lost), (change.Fate, change.State));
        Assert.Equal(["window.tumbling"], change.Differences);
    }

    [Fact]
    public void A_window_that_treats_late_rows_otherwise_keeps_its_state() =>
        Assert.Equal((ComponentFate.Changed, StateFate.Kept), Fate("late: drop", "late: dead_letter", "minutes"));

    [Fact]
    public void A_filter_has_nothing_to_lose() => Assert.Equal((ComponentFate.Changed, StateFate.None), Fate("n > 10", "n > 20", "large"));

    [Fact]
    public void Another_column_makes_what_reads_it_anew_and_leaves_the_window_its_state() =>
        Assert.Equal(["columns coming in"], Assert.Single(Compare("n: int,", "n: int, m: float,").Components, component => component.Name == "minutes" && component.State == StateFate.Kept).Differences);

    [Fact]
    public void A_source_keeps_its_positions_whatever_its_options() =>
        Assert.Equal((ComponentFate.Changed, StateFate.Kept), Fate("path: in.jsonl", "path: [in.jsonl, more.jsonl]", "read"));

    [Fact]
    public void Another_disorder_leaves_the_watermark_where_it_is() => Assert.Equal((ComponentFate.Changed, StateFate.Kept), Fate("disorder: 1s", "disorder: 2s", "read"));

    [Fact]
    public void Watermarks_by_key_begin_anew() => Assert.Equal((ComponentFate.Changed, StateFate.Migrated), Fate("disorder: 1s", "disorder: 1s, per: key", "read"));

    [Fact]
    public void A_source_of_another_kind_begins_anew() =>
        Assert.Equal((ComponentFate.Changed, StateFate.Lost), Fate("file: { path: in.jsonl, follow: true }", "stdin: {}", "read"));

    [Fact]
    public void More_lanes_spread_the_windows()
    {
        var changes = Compare("lanes: 1", "lanes: 4");

        Assert.Equal((ComponentFate.Changed, StateFate.Migrated), (changes.Find("minutes")!.Fate, changes.Find("minutes")!.State));
        Assert.Equal(ComponentFate.Unchanged, changes.Find("large")!.Fate);
        Assert.Equal("runtime.lanes", Assert.Single(changes.Run).Key);
        Assert.Empty(changes.Obstacles);
    }

    [Fact]
    public void A_component_that_reads_the_same_rows_elsewhere_goes_on()
    {
        var change = Compare("minutes: { from: read", "minutes: { from: large").Find("minutes")!;

        Assert.Equal((ComponentFate.Unchanged, StateFate.Kept, true), (change.Fate, change.State, change.IsRewired));
        Assert.Equal("large", Assert.Single(change.Reads).Node);
    }

    [Fact]
    public void A_sink_to_another_place_finishes_what_it_holds() => Assert.Equal((ComponentFate.Changed, StateFate.Finished), Fate("out.jsonl", "other.jsonl", "out"));

    [Fact]
    public void A_sink_that_has_its_bytes_elsewhere_loses_nothing() => Assert.Equal((ComponentFate.Changed, StateFate.None), Fate("console: {}", "console: { format: json }", "screen"));

    [Fact]
    public void Says_what_is_new_and_what_is_gone()
    {
        var changes = Compare("  screen: { from: large, console: {} }", "  other: { from: large, console: {} }");

        Assert.Equal((ComponentFate.New, StateFate.None), (changes.Find("other")!.Fate, changes.Find("other")!.State));
        Assert.Equal((ComponentFate.Removed, StateFate.None), (changes.Find("screen")!.Fate, changes.Find("screen")!.State));
    }

    [Fact]
    public void A_window_that_is_removed_is_lost()
    {
        var changes = Compare(
            "  minutes: { from: read, window: { tumbling: 1m, late: drop, key: [key], aggregate: { k: count() } } }\nsinks:\n  out: { from: minutes",
            "sinks:\n  out: { from: large");

        Assert.Equal("minutes", Assert.Single(changes.Losses).Name);
    }

    [Theory]
    [InlineData("pipeline: p", "pipeline: q")]
    [InlineData("path: state", "path: elsewhere")]
    [InlineData(", path: state", "")]
    public void A_running_pipeline_keeps_its_name_and_its_checkpoints(string old, string next)
    {
        var changes = Compare(old, next);

        Assert.NotEmpty(changes.Obstacles);
        // Another start finds nothing of what was kept.
        Assert.Contains("minutes", changes.Losses.Select(loss => loss.Name));
        Assert.Contains("read", changes.Losses.Select(loss => loss.Name));
    }

    [Fact]
    public void Another_interval_is_no_obstacle() => Assert.Empty(Compare("every: 10s", "every: 5s").Obstacles);

    [Fact]
    public void An_included_expression_counts_as_if_it_stood_there() =>
        Assert.Equal(["expression"], Named("a > 1", "a > 2").Differences.Select(difference => difference.Split(' ')[0]));

    [Fact]
    public void Another_sink_of_dead_letters_is_told() =>
        Assert.Equal(["file.path"], Compare(Before + "\ndead_letters: { file: { path: dead.jsonl } }", "dead.jsonl", "dead2.jsonl").Find("dead_letters")!.Differences);

    private static (ComponentFate, StateFate) Fate(string old, string next, string component) =>
        Compare(old, next).Find(component) is { } change ? (change.Fate, change.State) : throw new InvalidOperationException(component);

    private static PlanChanges Compare(string old, string next) => Compare(Before, old, next);

    private static PlanChanges Compare(string before, string old, string next)
    {
        Assert.Contains(old, before, StringComparison.Ordinal);
        var harness = new PipelineHarness();
        return PlanComparison.Of(harness.Plan(before), harness.Plan(before.Replace(old, next, StringComparison.Ordinal)));
    }

    private static ComponentChange Named(string before, string after) =>
        PlanComparison.Of(WithNamed(before), WithNamed(after)).Find("large")!;

    private static Core.Planning.Plan WithNamed(string expression) => new PipelineHarness().Plan(
        "include: [named.yaml]\n" + Before.Replace("n > 10", "is_large", StringComparison.Ordinal), $"is_large: {expression.Replace('a', 'n')}\n");
}
