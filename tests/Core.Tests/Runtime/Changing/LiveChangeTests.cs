using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Runtime.Changing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Changing;

/// <summary>A pipeline changes while rows flow: none is lost, none comes twice, and what stays the same does not stop.</summary>
public class LiveChangeTests
{
    private const string Plain = """
        pipeline: changing
        checkpoint: { every: 50ms }
        sources:
          count: { counting: { name: count }, event_time: { column: time, disorder: 0s } }
        transforms:
          even: { from: count, filter: n % 2 = 0 }
        sinks:
          all: { from: count, table: all }
          evens: { from: even, table: evens }
        """;

    private const string Windows = """
        pipeline: changing
        checkpoint: { every: 50ms }
        runtime: { lanes: 1 }
        sources:
          count: { counting: { name: count }, event_time: { column: time, disorder: 0s } }
        transforms:
          hundreds: { from: count, window: { tumbling: 100ms, key: [key], late: drop, aggregate: { k: count(), s: sum(n) } } }
        sinks:
          all: { from: count, table: all }
          sums: { from: hundreds, table: sums }
        """;

    private static readonly Location At = new("test.yaml", 1, 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sink_that_is_added_has_every_row_from_then_on(bool keeps)
    {
        using var rig = new ChangeRig(keeps, "all", "evens", "more");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        var result = await rig.ChangeAsync(running, Plain + "\n  more: { from: count, table: more }");
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        Assert.True(result.IsMade, $"{result.Refused}");
        Assert.Equal(1, rig.Counters.Starts("count"));
        rig.AssertWhole("all");
        rig.AssertWhole("more", fromStart: false);
        Assert.Equal(rig.Numbers("all").Where(n => n % 2 == 0), rig.Numbers("evens"));
    }

    [Fact]
    public async Task A_filter_that_changes_lets_other_rows_through_behind_one_row()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        Assert.True((await rig.ChangeAsync(running, Change(Plain, "n % 2 = 0", "n % 3 = 0"))).IsMade);
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
        var kept = rig.Numbers("evens");
        // Wherever the change came between two rows, those before it are even and those behind it are multiples of three.
        Assert.Contains(Enumerable.Range(0, (int)rig.Counters.End), cut =>
            Enumerable.Range(0, (int)rig.Counters.End).Where(n => n < cut ? n % 2 == 0 : n % 3 == 0).Select(n => (long)n).SequenceEqual(kept));
    }

    [Theory]
    [InlineData("late: drop", "late: dead_letter")]
    [InlineData("lanes: 1", "lanes: 3")]
    [InlineData("link_capacity", "link_capacity")]
    [InlineData("hundreds: { from: count", "same: { from: count, filter: n >= 0 }\n  hundreds: { from: same")]
    [InlineData("counting: { name: count }", "counting: { name: count, batch: 3 }")]
    public async Task Windows_go_on_with_what_they_have(string old, string next)
    {
        using var rig = new ChangeRig(true, "all", "sums");
        var running = rig.Start(Windows);
        await rig.Counters.MoreAsync(350);

        var result = await rig.ChangeAsync(running, old == next ? Change(Windows, "lanes: 1", "lanes: 1, link_capacity: 3") : Change(Windows, old, next));
        Assert.True(result.IsMade, $"{result.Refused}");
        await rig.Counters.MoreAsync(350);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
        AssertSums(rig);
    }

    [Fact]
    public async Task Windows_are_handed_over_in_memory_where_no_checkpoints_are_kept()
    {
        using var rig = new ChangeRig(false, "all", "sums");
        var running = rig.Start(Windows);
        await rig.Counters.MoreAsync(350);

        Assert.True((await rig.ChangeAsync(running, Change(Windows, "lanes: 1", "lanes: 4"))).IsMade);
        Assert.True((await rig.ChangeAsync(running, Change(Windows, "late: drop", "late: dead_letter"))).IsMade);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
        AssertSums(rig);
    }

    [Fact]
    public async Task State_that_would_be_lost_is_lost_only_when_that_is_allowed()
    {
        using var rig = new ChangeRig(true, "all", "sums");
        var running = rig.Start(Windows);
        await rig.Counters.MoreAsync(200);
        var next = Change(Windows, "tumbling: 100ms", "tumbling: 50ms");

        var refused = await rig.ChangeAsync(running, next);
        Assert.Equal(new Problem(ProblemCodes.ChangeLosesState, Severity.Error, At, "what components keep would be lost: transform hundreds (window) changes: window.tumbling; its state is lost.", "The pipeline goes on as it was. Take the change back, or allow the loss when asking for it again."), refused.Refused);
        Assert.Contains("100ms", running.Plan.Node("hundreds").Definition.Options.Value.ToString(), StringComparison.Ordinal);

        Assert.True((await rig.ChangeAsync(running, next, new ChangeOptions { AllowStateLoss = true })).IsMade);
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
    }

    [Fact]
    public async Task A_source_that_changes_goes_on_where_it_was()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        Assert.True((await rig.ChangeAsync(running, Change(Plain, "name: count", "name: count, batch: 7"))).IsMade);
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        Assert.Equal(2, rig.Counters.Starts("count"));
        rig.AssertWhole("all");
    }

    [Fact]
    public async Task A_source_that_is_added_reads_beside_the_one_that_goes_on()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(100);

        var result = await rig.ChangeAsync(running, Change(Plain, "transforms:", "  other: { counting: { name: other }, event_time: { column: time, disorder: 0s } }\ntransforms:")
            .Replace("all: { from: count", "all: { from: [count, other]", StringComparison.Ordinal));
        Assert.True(result.IsMade, $"{result.Refused}");
        await rig.Counters.MoreAsync(100);
        await rig.EndAsync(running);

        Assert.Equal((1, 1), (rig.Counters.Starts("count"), rig.Counters.Starts("other")));
        Assert.Equal(Enumerable.Range(0, (int)rig.Counters.End).SelectMany(n => (long[])[n, n]), rig.Numbers("all").Order());
    }

    [Fact]
    public async Task A_source_and_a_sink_that_go_have_done_their_part()
    {
        using var rig = new ChangeRig(true, "all", "evens", "others");
        var two = Change(Plain, "transforms:", "  other: { counting: { name: other }, event_time: { column: time, disorder: 0s } }\ntransforms:") + "\n  others: { from: other, table: others }";
        var running = rig.Start(two);
        await rig.Counters.MoreAsync(100);

        var refused = await rig.ChangeAsync(running, Plain);
        Assert.Equal(ProblemCodes.ChangeLosesState, refused.Refused?.Code);
        Assert.True((await rig.ChangeAsync(running, Plain, new ChangeOptions { AllowStateLoss = true })).IsMade);
        var others = rig.Numbers("others");
        await rig.Counters.MoreAsync(100);
        await rig.EndAsync(running);

        Assert.Equal(others, rig.Numbers("others"));
        Assert.Equal(Enumerable.Range(0, others.Length).Select(n => (long)n), others);
        rig.AssertWhole("all");
    }

    [Theory]
    [InlineData("broken: {}", "'evens' failed: nothing is there", true)]
    [InlineData("broken: {}", "'more' failed: nothing is there", false)]
    [InlineData("broken: { waits: true }", "'more' failed: it could not be opened in time", false)]
    public async Task What_cannot_be_opened_leaves_all_as_it_was(string broken, string message, bool takesPlace)
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        var result = await rig.ChangeAsync(
            running,
            takesPlace ? Change(Plain, "table: evens", broken) : Plain + $"\n  more: {{ from: count, {broken} }}",
            new ChangeOptions { OpenWithin = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(new Problem(ProblemCodes.ChangeFailed, Severity.Error, At, $"the change could not be made: {message}.", "The pipeline goes on as it was."), result.Refused! with { Location = At });
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        Assert.Equal(1, rig.Counters.Starts("count"));
        rig.AssertWhole("all");
        Assert.Equal(rig.Numbers("all").Where(n => n % 2 == 0), rig.Numbers("evens"));
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_leaves_the_one_before_where_it_was()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        var replaced = await rig.ChangeAsync(running, Change(Plain, "name: count", "name: count, fails: gone"));
        Assert.Contains("'count' failed: gone", replaced.Refused?.Message, StringComparison.Ordinal);
        var added = await rig.ChangeAsync(running, Change(Plain, "transforms:", "  other: { counting: { name: other, fails: gone } }\ntransforms:") + "\n  others: { from: other, table: all }");
        Assert.Contains("'other' failed: gone", added.Refused?.Message, StringComparison.Ordinal);
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
    }

    [Fact]
    public async Task A_change_whose_checkpoint_cannot_be_written_is_taken_back()
    {
        using var rig = new ChangeRig(true, "all", "evens", "more");
        // None by the clock, which would be counted among those of the change.
        var plain = Plain.Replace("every: 50ms", "every: 1h", StringComparison.Ordinal);
        var running = rig.Start(plain);
        await rig.Counters.MoreAsync(100);
        var held = 0L;
        rig.Checkpoints!.BeforeWrite = (epoch, _) =>
        {
            // The one before and the one at the barrier are written, those behind it are not.
            if (held == 0) held = epoch + 2;
            return epoch >= held && epoch < held + 3 ? throw new IOException("the disk is full") : Task.CompletedTask;
        };

        var result = await rig.ChangeAsync(running, plain + "\n  more: { from: count, table: more }");
        Assert.Contains("the checkpoint behind it could not be taken: the disk is full", result.Refused?.Message, StringComparison.Ordinal);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
        Assert.Empty(rig.Harness.Tables["more"].Rows);
    }

    [Fact]
    public async Task What_a_running_pipeline_cannot_take_over_is_refused()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);

        var result = await rig.ChangeAsync(running, Change(Plain, "pipeline: changing", "pipeline: other"));
        Assert.Equal(new Problem(ProblemCodes.ChangeNeedsRestart, Severity.Error, At, "pipeline cannot change while it runs: checkpoints, files and metrics go by the name: under another it is another pipeline, which begins anew.", "Stop the pipeline and start it again, or take the change back."), result.Refused);
        await rig.EndAsync(running);
        rig.AssertWhole("all");
    }

    [Fact]
    public async Task A_run_that_has_ended_is_not_changed()
    {
        using var rig = new ChangeRig(true, "all", "evens", "more");
        var running = rig.Start(Plain);
        await rig.EndAsync(running);

        var result = await rig.ChangeAsync(running, Plain + "\n  more: { from: count, table: more }");

        Assert.EndsWith("the run has ended.", result.Refused?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transactional_sinks_commit_each_row_once()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        rig.Harness.Tables["all"] = new OutsideTable { IsTransactional = true, CommitsWith = "cluster" };
        rig.Harness.Tables["evens"] = new OutsideTable { IsTransactional = true, CommitsWith = "cluster" };
        rig.Harness.Tables["more"] = new OutsideTable { IsTransactional = true, CommitsWith = "cluster" };
        var running = rig.Start(Plain);
        await rig.Counters.MoreAsync(200);

        Assert.True((await rig.ChangeAsync(running, Change(Plain, "n % 2 = 0", "n % 2 = 1") + "\n  more: { from: count, table: more }")).IsMade);
        await rig.Counters.MoreAsync(200);
        Assert.True((await rig.ChangeAsync(running, Plain)).IsMade);
        await rig.Counters.MoreAsync(200);
        await rig.EndAsync(running);

        rig.AssertWhole("all");
        var numbers = rig.Numbers("more");
        Assert.Equal(Enumerable.Range((int)numbers[0], numbers.Length).Select(n => (long)n), numbers);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_takes_no_barrier()
    {
        using var rig = new ChangeRig(true, "all", "evens");
        var running = rig.Start(Plain);

        var result = await rig.ChangeAsync(running, "# a remark\n" + Plain);

        Assert.True(result is { IsMade: true, Epoch: 0, Changes.IsEmpty: true });
        Assert.Equal(2, running.Plan.Nodes.Count(node => node.Role == Core.Plugins.Role.Sink));
        await rig.EndAsync(running);
    }

    internal static string Change(string yaml, string old, string next)
    {
        Assert.Contains(old, yaml, StringComparison.Ordinal);
        return yaml.Replace(old, next, StringComparison.Ordinal);
    }

    /// <summary>Every window of every key once, with all its rows.</summary>
    internal static void AssertSums(ChangeRig rig)
    {
        var expected = Enumerable.Range(0, (int)rig.Counters.End).GroupBy(n => (Window: n / 100, Key: n % 7))
            .Select(group => $"{group.Key.Window}:{group.Key.Key}:{group.Count()}:{group.Sum()}").Order(StringComparer.Ordinal);
        var actual = rig.Harness.Tables["sums"].Rows.Select(row => row.Split(';'))
            .Select(row => $"{Window(row)}:{row[0]}:{row[^2]}:{row[^1]}").Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);

        // The mean of its rows lies in the window.
        static long Window(string[] row) => long.Parse(row[^1]) / long.Parse(row[^2]) / 100;
    }
}
