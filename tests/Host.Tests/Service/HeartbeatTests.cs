using System.Collections.Concurrent;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class HeartbeatTests : IDisposable
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly FakeNotifier _notifier = new();
    private readonly BlockingCollection<string> _said = [];
    private readonly BlockingCollection<TaskCompletionSource<bool>> _asked = [];

    public void Dispose()
    {
        _notifier.Dispose();
        _said.Dispose();
        _asked.Dispose();
    }

    [Fact]
    public async Task Vouches_for_a_host_that_answers()
    {
        await using var heartbeat = Heartbeat();

        Answer(true);
        Assert.Equal("alive", _notifier.Next());
        Pass();
        Answer(true);

        Assert.Equal("alive", _notifier.Next());
        Assert.Empty(_said);
    }

    [Fact]
    public async Task Does_not_vouch_for_a_host_that_says_no()
    {
        await using var heartbeat = Heartbeat();

        Answer(false);

        Assert.Equal("the host has not answered for 10 s: the service manager is not told that it lives", _said.Take());
        Assert.True(_notifier.IsEmpty);
    }

    [Fact]
    public async Task Does_not_vouch_for_a_host_that_hangs_until_it_answers_again()
    {
        await using var heartbeat = Heartbeat();

        // The first question is never answered; time has to pass for both the question and the next beat.
        _asked.Take();
        while (!_said.TryTake(out var _, 10)) Pass();
        Assert.True(_notifier.IsEmpty);
        TaskCompletionSource<bool>? next;
        while (!_asked.TryTake(out next, 10)) Pass();
        next.SetResult(true);

        Assert.Equal("the host answers again", _said.Take());
        Assert.Equal("alive", _notifier.Next());
    }

    [Fact]
    public async Task Ends_while_a_question_is_open()
    {
        var heartbeat = Heartbeat();
        _asked.Take();

        await heartbeat.DisposeAsync();

        Assert.True(_notifier.IsEmpty);
    }

    private Heartbeat Heartbeat() => new(_notifier, _ => Ask(), _said.Add, _clock);

    private Task<bool> Ask()
    {
        var question = new TaskCompletionSource<bool>();
        _asked.Add(question);
        return question.Task;
    }

    private void Answer(bool answer) => _asked.Take().SetResult(answer);

    private void Pass() => _clock.Advance(_notifier.Every);
}
