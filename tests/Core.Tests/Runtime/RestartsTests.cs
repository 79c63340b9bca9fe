using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public class RestartsTests
{
    private readonly Restarts _restarts = new();

    [Fact]
    public void A_run_that_a_restart_mends_is_begun_again_as_long_as_runs_come_on()
    {
        for (var run = 0; run < 10; run++) Assert.True(_restarts.Wants(Failed(new RestartNeededException("expired"), committed: 2), keepsCheckpoints: true));
    }

    [Fact]
    public void Three_runs_in_a_row_without_a_commit_of_rows_are_enough()
    {
        var failed = Failed(new RestartNeededException("expired"), committed: 1);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _restarts.Wants(failed, keepsCheckpoints: true)));
    }

    [Fact]
    public void Other_failures_and_runs_without_checkpoints_are_left_to_people()
    {
        Assert.False(_restarts.Wants(Failed(new InvalidOperationException("fenced"), committed: 2), keepsCheckpoints: true));
        Assert.False(_restarts.Wants(Failed(new RestartNeededException("expired"), committed: 2), keepsCheckpoints: false));
        Assert.False(_restarts.Wants(new RunResult(null, false, false, 0, Snapshot(2)), keepsCheckpoints: true));
    }

    private static RunResult Failed(Exception cause, long committed) =>
        new(new PipelineFailure("out", new Location("p.yaml", 1, 1), cause.Message, cause), false, false, 0, Snapshot(committed));

    private static RunSnapshot Snapshot(long committed) =>
        new(TimeSpan.Zero, [], 0, 0, new Dictionary<(string, string), long>(), new CheckpointFigures { Committed = committed }, 0);
}
