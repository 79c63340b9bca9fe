using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;
using static StreamGuard.Core.Tests.Runtime.Buffering.BufferedRun;

namespace StreamGuard.Core.Tests.Runtime.Buffering;

public sealed class BufferedSinkTests : IDisposable
{
    private readonly BufferedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Does_not_hold_up_the_others_and_delivers_all_in_order()
    {
        using var running = _run.Start(Rows);
        await _run.CheckpointAsync(running, Rows);
        var (slow, quick) = (_run.Slow.Taken.Count, _run.Harness.Sinks["quick"].Rows.Count);
        var waiting = running.Snapshot().Buffers["slow"];
        _run.Slow.Allow(long.MaxValue);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal((0, Rows), (slow, quick));
        Assert.Equal((Rows, false), (waiting.Rows, waiting.IsFull));
        Assert.NotNull(waiting.Oldest);
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
        Assert.Equal((0, null), (result.Final.Buffers["slow"].Rows, result.Final.Buffers["slow"].Oldest));
    }

    [Fact]
    public async Task Holds_up_the_others_when_it_is_full_until_there_is_room()
    {
        _run.Sink = "slow: {}, buffer: 2kB";
        _run.Count = 3 * SinkStage.RowsOfPlace;

        using var running = _run.Start();
        await Until(() => running.Snapshot().Buffers.GetValueOrDefault("slow") is { IsFull: true } && _run.Harness.Sinks["quick"].Rows.Count > 0);
        var (waiting, quick) = (running.Snapshot().Buffers["slow"], _run.Harness.Sinks["quick"].Rows.Count);
        _run.Slow.Allow(long.MaxValue);
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.InRange(waiting.Bytes, 1, 2048);
        Assert.InRange(quick, 1, _run.Count - 1);
        Assert.Equal(Numbers(0, _run.Count), _run.Slow.Taken);
    }

    [Fact]
    public async Task Sends_nothing_of_an_epoch_that_is_not_committed()
    {
        _run.Slow.Allow(long.MaxValue);

        using var running = _run.Start(20, 40);
        await _run.CheckpointAsync(running, 20);
        await _run.Harness.Replayed["rows"].Held(40);
        await _run.Slow.Noted(20);
        var taken = _run.Slow.Taken;
        _run.Harness.Replayed["rows"].Release(40);
        await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(Numbers(0, 20), taken);
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task Waits_for_a_server_that_is_away_and_fails_where_it_cannot_help()
    {
        var tries = 0;
        _run.Slow.Allow(long.MaxValue);
        _run.Slow.BeforeRow = row =>
        {
            if (row == 30 && ++tries < 3) throw new RetryableException("no answer");
        };

        var waited = await _run.RunAsync();
        _run.Slow.BeforeRow = _ => throw new InvalidOperationException("not let in");
        _run.Harness.Restart = new() { Fresh = true };
        var failed = await _run.RunAsync();

        Assert.True(waited.Succeeded, waited.Failure?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
        Assert.Equal(("no answer", false, 2L), (waited.Final.Waits["slow"].Reason, waited.Final.Waits["slow"].IsWaiting, waited.Final.Waits["slow"].Times));
        Assert.Equal(("slow", "not let in"), (failed.Failure?.Component, failed.Failure?.Message));
    }

    [Fact]
    public async Task Keeps_what_is_left_when_it_is_stopped_for_the_next_run()
    {
        _run.Slow.Allow(25);

        using (var running = _run.Start(40))
        {
            await _run.CheckpointAsync(running, 40);
            await _run.Slow.Took(25);
            running.Stop();
            _run.Slow.Allow(1);
            var stopped = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(stopped.Stopped && stopped.Succeeded, stopped.Failure?.ToString());
            Assert.Equal(stopped.Final.Components.Single(each => each.Node.Name == "slow").Account.In - 26, stopped.Final.Buffers["slow"].Rows);
        }

        _run.Slow.Allow(long.MaxValue);
        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task Stops_while_the_rest_of_a_bounded_input_is_delivered()
    {
        using (var running = _run.Start(Rows))
        {
            await _run.CheckpointAsync(running, Rows);
            await Until(() => running.Snapshot().Checkpoints.Committed == 3);
            _run.Slow.Allow(10);
            await _run.Slow.Took(10);
            running.Stop();
            _run.Slow.Allow(1);
            var stopped = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(stopped.Stopped && stopped.Succeeded, stopped.Failure?.ToString());
            Assert.Equal(Rows - 11, stopped.Final.Buffers["slow"].Rows);
        }

        _run.Slow.Allow(long.MaxValue);
        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task Accounts_for_rows_that_wait_as_held()
    {
        _run.Slow.Allow(5);

        using var running = _run.Start(30);
        await _run.Harness.Replayed["rows"].Held(30);
        Assert.True(await running.CheckpointAsync());
        await _run.Slow.Took(5);
        await Until(() => running.Snapshot().Buffers["slow"].Rows == 25);
        var account = running.Snapshot().Components.Single(each => each.Node.Name == "slow").Account;
        await KillAsync(running);

        Assert.Equal((30, 5, 25, 5), (account.In, account.Passed, account.Held, account.Out));
    }

    [Fact]
    public async Task Rows_that_are_refused_behind_it_are_dead_letters_each_once_also_when_it_is_killed()
    {
        _run.Slow.Refuses = row => row % 10 == 7;
        _run.Slow.Allow(20);

        using (var running = _run.Start(40))
        {
            await _run.CheckpointAsync(running, 40);
            await _run.Slow.Took(20);
            await KillAsync(running);
        }

        _run.Slow.Allow(long.MaxValue);
        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var account = result.Final.Components.Single(each => each.Node.Name == "slow").Account;
        Assert.Equal((Rows, Rows - 6, 6, 0), (account.In, account.Passed, account.DeadLettered, account.Held));
        Assert.Equal(6, _run.Harness.DeadTable!.Rows.Count);
        Assert.Equal(6, _run.Harness.DeadTable.Rows.Distinct().Count());
        Assert.Equal(Numbers(0, Rows).Where(n => n % 10 != 7), _run.Slow.Taken.Distinct());
    }

    [Fact]
    public async Task What_it_refuses_may_be_read_and_comes_before_the_end()
    {
        _run.More = "refused: { from: slow.dead, table: refused }";
        _run.Harness.Tables["refused"] = new OutsideTable();
        _run.Slow.Refuses = row => row >= 50;
        _run.Slow.Allow(long.MaxValue);

        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(10, _run.Harness.Tables["refused"].Rows.Count);
        Assert.Empty(_run.Harness.DeadTable!.Rows);
        Assert.Equal(10, result.Final.Components.Single(each => each.Node.Name == "refused").Account.Passed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(55)]
    public async Task A_sink_that_shows_rows_by_epochs_shows_each_once_also_when_it_is_killed(int killed)
    {
        _run.Sink = "table: slow, buffer: disk";
        var table = _run.Harness.Tables["slow"] = new OutsideTable();

        using (var running = _run.Start(10, 20, 30, 55))
        {
            foreach (var rows in new[] { 10, 20, 30 }.Where(rows => rows <= killed)) await _run.CheckpointAsync(running, rows);
            if (killed > 30) await Until(() => table.Rows.Count == 30);
            await _run.Harness.Replayed["rows"].Held(killed > 30 ? 55 : 10);
            await KillAsync(running);
        }

        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Numbers(0, Rows).Select(n => $"{n};row {n}"), table.Rows);
    }

    [SmallDiskFact]
    public async Task Waits_while_the_disk_is_full_and_delivers_meanwhile()
    {
        using var disk = new SmallDisk(512);
        _run.Sink = $"slow: {{}}, buffer: {{ disk: 1MB, path: {disk.Path} }}";
        RunResult result;
        using (var filler = disk.Fill(butBytes: 16_000))
        {
            using var running = _run.Start();
            await Until(() => running.Snapshot().Waits.GetValueOrDefault("slow") is { IsWaiting: true });
            var (waits, taken) = (running.Snapshot().Waits["slow"], _run.Slow.Taken.Count);
            _run.Slow.Allow(20);
            await _run.Slow.Took(20);
            filler.Dispose();
            _run.Slow.Allow(long.MaxValue);
            result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Contains("No space left on device", waits.Reason, StringComparison.Ordinal);
            Assert.Equal(0, taken);
        }

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task A_folder_that_another_run_has_is_told()
    {
        using var first = _run.Start(Rows);
        await _run.Harness.Replayed["rows"].Held(Rows);
        _run.Harness.Checkpoints = new MemoryCheckpoints();

        var second = await _run.RunAsync();

        Assert.Equal(("slow", $"cannot write '{_run.Folder}': another sink or run is writing to it"), (second.Failure?.Component, second.Failure?.Message));
        await KillAsync(first);
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (var left = 3000; !isSo(); left--)
        {
            Assert.True(left > 0, "it does not come");
            await Task.Delay(10);
        }
    }
}
