using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using static StreamGuard.Core.Tests.Runtime.Buffering.BufferedRun;

namespace StreamGuard.Core.Tests.Runtime.Buffering;

public sealed class BufferRecoveryTests : IDisposable
{
    private static readonly Location Sink = new("test.yaml", 6, 3);

    private readonly BufferedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_run_that_was_killed_delivers_what_is_left_and_repeats_what_was_being_sent()
    {
        _run.Slow.Allow(20);
        using (var running = _run.Start(20, 40))
        {
            await _run.CheckpointAsync(running, 20);
            await _run.Slow.Noted(20);
            await _run.CheckpointAsync(running, 40);
            _run.Slow.Allow(5);
            await _run.Slow.Took(25);
            await KillAsync(running);
        }

        _run.Slow.Allow(long.MaxValue);
        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        Assert.Equal([.. Numbers(0, 25), .. Numbers(20, Rows)], _run.Slow.Taken);
        Assert.Empty(_run.Harness.Warnings);
    }

    [Fact]
    public async Task Rows_behind_the_checkpoint_are_cut_off_and_come_again()
    {
        using (var running = _run.Start(20, 40))
        {
            await _run.CheckpointAsync(running, 20);
            await _run.Harness.Replayed["rows"].Held(40);
            await KillAsync(running);
        }

        File.AppendAllBytes(_run.Segments[^1], [1, 2, 3]);
        _run.Slow.Allow(long.MaxValue);
        await _run.RunAsync();

        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task Rows_that_were_sent_come_again_where_the_run_goes_back_behind_them()
    {
        _run.Slow.Allow(long.MaxValue);
        using (var running = _run.Start(20, 40, 50))
        {
            await _run.CheckpointAsync(running, 20);
            await _run.CheckpointAsync(running, 40);
            await _run.Slow.Noted(40);
            await _run.Harness.Replayed["rows"].Held(50);
            await KillAsync(running);
        }

        _run.Harness.Restart = new RestartOptions { From = 2 };
        await _run.RunAsync();

        Assert.Equal([.. Numbers(0, 40), .. Numbers(20, Rows)], _run.Slow.Taken);
        Assert.Equal(new Problem(ProblemCodes.BufferGoesOn, Severity.Warning, Sink, "20 rows that came to sink 'slow' behind checkpoint 2 were delivered already, and come again.", null), Assert.Single(_run.Harness.Warnings));
    }

    [Fact]
    public async Task Rows_of_other_columns_are_refused_unless_they_may_be_lost()
    {
        await FillAsync(40);
        _run.Between = "some: { from: rows, compute: { more: n + 1 } }";
        _run.Slow.Allow(long.MaxValue);

        var refused = await _run.RunAsync();
        _run.Harness.Restart = new RestartOptions { AllowStateLoss = true };
        var allowed = await _run.RunAsync();

        Assert.Equal(new Problem(ProblemCodes.BufferLeft, Severity.Error, Sink, "40 rows in the buffer of sink 'slow' were not delivered, and have other columns than those that come now.",
            "Deliver them with the file as it was, or start with --allow-state-loss to go on without them."), refused.Refused);
        Assert.True(allowed.Succeeded, allowed.Failure?.ToString());
        Assert.Equal(Numbers(40, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task Rows_of_other_columns_may_come_when_all_was_delivered()
    {
        _run.Slow.Allow(long.MaxValue);
        using (var running = _run.Start(20, 30))
        {
            await _run.CheckpointAsync(running, 20);
            await _run.Slow.Noted(20);
            await _run.Harness.Replayed["rows"].Held(30);
            await KillAsync(running);
        }

        _run.Between = "some: { from: rows, compute: { more: n + 1 } }";
        var result = await _run.RunAsync();

        Assert.True(result.Succeeded, result.Refused?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task A_run_that_begins_anew_is_refused_unless_it_is_told_to()
    {
        await FillAsync(40);
        _run.Harness.Checkpoints = new MemoryCheckpoints();
        _run.Slow.Allow(long.MaxValue);

        var refused = await _run.RunAsync();
        _run.Harness.Restart = new RestartOptions { Fresh = true };
        await _run.RunAsync();

        Assert.Equal(new Problem(ProblemCodes.BufferLeft, Severity.Error, Sink, "40 rows in the buffer of sink 'slow' were not delivered, and this run begins anew.",
            $"They lie in '{_run.Folder}'. Start with --fresh to remove them: those that the sources can read again come again."), refused.Refused);
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
        Assert.Equal("40 rows in the buffer of sink 'slow' were not delivered, and are removed.", Assert.Single(_run.Harness.Warnings).Message);
    }

    [Fact]
    public async Task A_buffer_that_is_gone_is_refused_unless_it_may_be_lost()
    {
        await FillAsync(40);
        Directory.Delete(_run.Folder, recursive: true);
        _run.Slow.Allow(long.MaxValue);

        var refused = await _run.RunAsync();
        _run.Harness.Restart = new RestartOptions { AllowStateLoss = true };
        await _run.RunAsync();

        Assert.Equal(new Problem(ProblemCodes.BufferLost, Severity.Error, Sink, $"the buffer of sink 'slow' is not in '{_run.Folder}' any more, and when checkpoint 2 was taken 40 rows in it were not delivered.",
            "Bring it back, or start with --allow-state-loss to go on without them."), refused.Refused);
        Assert.Equal(Numbers(40, Rows), _run.Slow.Taken);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused()
    {
        await FillAsync(40);
        File.WriteAllBytes(_run.Segments[^1], File.ReadAllBytes(_run.Segments[^1])[..^1]);

        var result = await _run.RunAsync();

        Assert.Equal(ProblemCodes.BufferLost, result.Refused?.Code);
        Assert.Contains("is gone, or shorter than when checkpoint 2 was taken; 40 rows in the buffer were not delivered.", result.Refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_damaged_ends_the_run_unless_it_may_be_left_out()
    {
        _run.Sink = "slow: {}, buffer: 10kB";
        await FillAsync(40);
        Assert.True(_run.Segments.Length > 2, $"{_run.Segments.Length} segments");
        var damaged = File.ReadAllBytes(_run.Segments[1]);
        damaged[^5] ^= 1;
        File.WriteAllBytes(_run.Segments[1], damaged);
        _run.Slow.Allow(long.MaxValue);

        var failed = await _run.RunAsync();
        var taken = _run.Slow.Taken.Count;
        _run.Harness.Restart = new RestartOptions { AllowStateLoss = true };
        var result = await _run.RunAsync();

        Assert.Equal("slow", failed.Failure?.Component);
        Assert.Contains("has another checksum than was written", failed.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains($"{40 - taken} rows from there on were not delivered", failed.Failure.Message, StringComparison.Ordinal);
        Assert.True(result.Succeeded, result.Failure?.ToString());
        var warning = Assert.Single(_run.Harness.Warnings);
        var lost = Numbers(0, Rows).Except(_run.Slow.Taken).Count();
        Assert.Equal((ProblemCodes.BufferLost, $"{lost} rows were left out."), (warning.Code, warning.Hint));
        Assert.InRange(lost, 1, 20);
    }

    [Fact]
    public async Task A_sink_loses_its_buffer_only_when_that_is_empty()
    {
        await FillAsync(40);
        var sink = _run.Sink;
        _run.Sink = "slow: {}";
        _run.Slow.Allow(long.MaxValue);

        var refused = await _run.RunAsync();
        _run.Sink = sink;
        await _run.RunAsync();
        _run.Sink = "slow: {}";
        var result = await _run.RunAsync();

        Assert.Equal(ProblemCodes.StateLost, refused.Refused?.Code);
        Assert.Contains($"'slow' (slow) has no buffer any more, and 40 rows in '{_run.Folder}' were not delivered", refused.Refused!.Message, StringComparison.Ordinal);
        Assert.True(result.Succeeded, result.Refused?.ToString());
        Assert.Equal(Numbers(0, Rows), _run.Slow.Taken);
    }

    /// <summary>A run that is killed with so many rows in its buffer.</summary>
    private async Task FillAsync(int rows)
    {
        using var running = _run.Start(rows);
        await _run.Harness.Replayed["rows"].Held(rows);
        Assert.True(await running.CheckpointAsync());
        await KillAsync(running);
    }
}
