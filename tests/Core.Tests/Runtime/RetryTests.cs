using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class RetryTests : IDisposable
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly RunScope _scope;
    private readonly List<TimeSpan> _calls = [];

    public RetryTests() => _scope = new RunScope(new FakeRunContext(_clock), new StateCollector(keeps: false, TimeProvider.System));

    public void Dispose() => _scope.Dispose();

    [Fact]
    public async Task A_call_that_succeeds_is_made_once()
    {
        var retry = new Retry(_scope, atMost: null);

        await retry.CallAsync(Failing(0), _scope.Aborted);

        Assert.Single(_calls);
        Assert.Null(retry.Waited);
    }

    [Fact]
    public async Task Waits_twice_as_long_each_time_up_to_half_a_minute()
    {
        var retry = new Retry(_scope, atMost: null);

        await Advancing(retry.CallAsync(Failing(12), _scope.Aborted));

        var waits = _calls.Zip(_calls.Skip(1), (from, to) => (to - from).TotalMilliseconds).ToList();
        for (var i = 0; i < waits.Count; i++)
        {
            var longest = Math.Min(30_000, 100 * Math.Pow(2, i));
            Assert.InRange(waits[i], longest / 2 - 1, longest + 1);
        }
    }

    [Fact]
    public async Task Says_what_it_waits_for_and_how_long_it_did()
    {
        var retry = new Retry(_scope, atMost: null);
        var call = retry.CallAsync(Failing(2), _scope.Aborted);
        Assert.Equal(("full 1", true, 1L), (retry.Waited?.Reason, retry.Waited?.IsWaiting, retry.Waited?.Times));

        await Advancing(call);

        Assert.Equal(new Waits("full 2", IsWaiting: false, 2, _calls[^1]), retry.Waited);
    }

    [Fact]
    public void Waits_of_two_are_told_as_one_with_the_reason_of_the_one_that_still_does()
    {
        var (over, under) = (new Waits("full", IsWaiting: false, 2, TimeSpan.FromSeconds(3)), new Waits("locked", IsWaiting: true, 1, TimeSpan.FromSeconds(1)));

        Assert.Equal(new Waits("locked", IsWaiting: true, 3, TimeSpan.FromSeconds(4)), Waits.Of(over, under));
        Assert.Equal(Waits.Of(over, under), Waits.Of(under, over));
        Assert.Equal(over, Waits.Of(null, over));
    }

    [Fact]
    public async Task Gives_up_when_the_time_is_over()
    {
        var retry = new Retry(_scope, Duration.FromSeconds(60));

        var e = await Assert.ThrowsAsync<TimeoutException>(() => Advancing(retry.CallAsync(Failing(1000), _scope.Aborted)));

        Assert.Equal($"full {_calls.Count} (tried {_calls.Count} times, for longer than retry.at_most, 1m)", e.Message);
        Assert.Equal(60, _calls[^1].TotalSeconds);
    }

    [Fact]
    public async Task Tries_once_more_when_the_run_is_stopped_and_then_fails()
    {
        var call = new Retry(_scope, atMost: null).CallAsync(Failing(1000), _scope.Aborted).AsTask();

        _scope.Stop();

        var e = await Assert.ThrowsAsync<StoppedException>(() => call);
        Assert.Equal("full 2 (the run was stopped while it waited for this to pass)", e.Message);
    }

    [Fact]
    public async Task Ends_at_once_when_the_run_is_aborted()
    {
        var call = new Retry(_scope, atMost: null).CallAsync(Failing(1000), _scope.Aborted).AsTask();

        _scope.Abort();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task Other_failures_end_the_call()
    {
        var retry = new Retry(_scope, atMost: null);

        await Assert.ThrowsAsync<IOException>(async () => await retry.CallAsync(() => throw new IOException("broken"), _scope.Aborted));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(100_000, 300)]
    public async Task Waits_as_long_as_it_is_asked_to_but_not_for_ever(int asked, int waited)
    {
        await Advancing(new Retry(_scope, atMost: null).CallAsync(Failing(1, TimeSpan.FromSeconds(asked)), _scope.Aborted));

        Assert.Equal(waited, (_calls[1] - _calls[0]).TotalSeconds);
    }

    [Fact]
    public async Task Does_not_wait_longer_than_the_pipeline_says_because_it_is_asked_to()
    {
        var retry = new Retry(_scope, Duration.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(() => Advancing(retry.CallAsync(Failing(1000, TimeSpan.FromSeconds(60)), _scope.Aborted)));

        Assert.Equal(2, _calls[^1].TotalSeconds);
    }

    /// <summary>A call that fails so many times, and asks for a wait.</summary>
    private Func<ValueTask> Failing(int times, TimeSpan? after = null) => () =>
    {
        _calls.Add(_clock.Elapsed);
        return _calls.Count <= times ? throw new RetryableException($"full {_calls.Count}") { After = after } : ValueTask.CompletedTask;
    };

    /// <summary>Lets the clock fire what is due until the call is over.</summary>
    private async Task Advancing(ValueTask call)
    {
        var task = call.AsTask();
        while (!task.IsCompleted)
        {
            if (_clock.NextDue is { } due) _clock.Advance(due - _clock.Elapsed);
            else await Task.Yield();
        }

        await task;
    }
}
