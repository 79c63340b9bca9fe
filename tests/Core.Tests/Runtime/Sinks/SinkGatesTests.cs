using StreamGuard.Core.Runtime.Sinks;

namespace StreamGuard.Core.Tests.Runtime.Sinks;

public class SinkGatesTests
{
    private readonly SinkGates _gates = new();

    [Fact]
    public async Task Rows_go_through_beside_a_commit_that_allows_it()
    {
        using var commit = await _gates.ForCommitAsync(besideRows: true);

        Assert.True(_gates.ForRowsAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Rows_wait_for_a_commit_that_allows_nothing_beside_it()
    {
        var commit = await _gates.ForCommitAsync(besideRows: false);
        var rows = _gates.ForRowsAsync().AsTask();
        Assert.False(rows.IsCompleted);

        commit.Dispose();

        using var pass = await rows.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_must_be_alone_waits_for_rows_and_for_a_commit(bool commits)
    {
        var other = commits ? await _gates.ForCommitAsync(besideRows: true) : await _gates.ForRowsAsync();
        var alone = _gates.ForAllAsync().AsTask();
        Assert.False(alone.IsCompleted);

        other.Dispose();

        using var pass = await alone.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(_gates.ForRowsAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_holds_nothing_back()
    {
        var rows = await _gates.ForRowsAsync();

        Assert.Null(await _gates.ForAllAsync(TimeSpan.Zero));

        Assert.True(_gates.ForCommitAsync(besideRows: true).AsTask().IsCompleted);
        rows.Dispose();
        Assert.True(_gates.ForRowsAsync().AsTask().IsCompleted);
    }
}
