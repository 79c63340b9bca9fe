using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Service;

public sealed class BackoffTests
{
    private readonly Backoff _backoff = new(new BackoffOptions { First = new(1_000_000), Longest = new(5_000_000) });

    [Fact]
    public void Waits_twice_as_long_each_time_up_to_the_longest() =>
        Assert.Equal([1, 2, 4, 5, 5], Enumerable.Range(0, 5).Select(_ => _backoff.Next(TimeSpan.Zero).TotalSeconds));

    [Fact]
    public void Begins_anew_once_a_run_has_lasted()
    {
        _backoff.Next(TimeSpan.Zero);
        _backoff.Next(TimeSpan.Zero);

        Assert.Equal(1, _backoff.Next(TimeSpan.FromSeconds(6)).TotalSeconds);
    }

    [Fact]
    public void Begins_anew_for_what_is_no_new_start()
    {
        _backoff.Next(TimeSpan.Zero);
        _backoff.Reset();

        Assert.Equal(1, _backoff.Next(TimeSpan.Zero).TotalSeconds);
    }
}
