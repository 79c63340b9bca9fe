using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Running;

namespace StreamGuard.Host.Service;

/// <summary>
/// One pipeline of the host, from its file to its last checkpoint: planned, started, begun again when it fails, and paused,
/// resumed, restarted or reloaded when asked to. One loop does all of it in turn, so that no two requests meet.
/// </summary>
internal sealed class HostedPipeline
{
    private readonly PipelineFile _file;
    private readonly HostSettings _settings;
    private readonly ILogger _log;
    private readonly Backoff _backoff;
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
    private Planned? _planned;
    private RunningPipeline? _running;
    private RunSnapshot? _last;
    private TimeSpan _wait;

    public HostedPipeline(PipelineFile file, HostSettings settings)
    {
        (_file, _settings) = (file, settings);
        _log = settings.Logs.CreateLogger(file.Name);
        _backoff = new Backoff(settings.Restart);
        Status = new HostedStatus(file.Name, file.Path, HostedState.Starting, settings.Clock.GetUtcNow());
    }

    /// <summary>What a request asks for.</summary>
    private enum Wish
    {
        Pause,
        Resume,
        Restart,
        Reload,
        Stop,
    }

    /// <summary>What the loop does next.</summary>
    private enum Next
    {
        Plan,
        Run,
        Wait,
        Rest,
        End,
    }

    /// <summary>As it is now.</summary>
    public HostedStatus Status { get; private set => Volatile.Write(ref field, value); }

    /// <summary>The file it is made of.</summary>
    public PipelineFile File => _file;

    /// <summary>Told of every change of <see cref="Status"/>: the one before, and the one now.</summary>
    public event Action<HostedStatus, HostedStatus>? Changed;

    /// <summary>The figures of the run under way, or of the last one; null before the first.</summary>
    public RunSnapshot? Snapshot() => Volatile.Read(ref _running)?.Snapshot() ?? Volatile.Read(ref _last);

    /// <summary>Goes on until the pipeline is stopped for good; never faults.</summary>
    public async Task LiveAsync()
    {
        var next = Next.Plan;
        while (next != Next.End)
        {
            next = next switch
            {
                Next.Plan => Plan() ? Next.Run : Next.Rest,
                Next.Run => await RunAsync().ConfigureAwait(false),
                Next.Wait => await WaitAsync().ConfigureAwait(false),
                _ => await RestAsync().ConfigureAwait(false),
            };
        }

        Become(HostedState.Stopped);
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out var request)) request.Answer(false, $"{_file.Name} has been stopped.");
    }

    /// <summary>Stops it with a checkpoint that it goes on from when resumed.</summary>
    public Task<Outcome> PauseAsync() => AskAsync(Wish.Pause);

    /// <summary>Starts one that was paused, or that rests for another reason.</summary>
    public Task<Outcome> ResumeAsync() => AskAsync(Wish.Resume);

    /// <summary>Reads the file again, stops the run with a checkpoint and starts another.</summary>
    public Task<Outcome> RestartAsync() => AskAsync(Wish.Restart);

    /// <summary>Reads the file again and goes on with what has changed in it; one with errors leaves the run alone.</summary>
    public Task<Outcome> ReloadAsync() => AskAsync(Wish.Reload);

    /// <summary>Stops it for good, with a last checkpoint where it keeps them.</summary>
    public Task<Outcome> StopAsync() => AskAsync(Wish.Stop);

    /// <summary>Lets the components that can look for newer versions of what they have loaded.</summary>
    public void ReloadModels() => Volatile.Read(ref _running)?.Reload();

    /// <summary>Ends a run at once that does not drain in time; what is under way is lost.</summary>
    public void Abort() => Volatile.Read(ref _running)?.Abort();

    private async Task<Outcome> AskAsync(Wish wish)
    {
        var request = new Request(wish, new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_requests.Writer.TryWrite(request)) return new Outcome(wish == Wish.Stop, $"{_file.Name} has been stopped.");
        return await request.Asked.Task.ConfigureAwait(false);
    }

    /// <summary>Brings the file to a plan; false when it has errors, with which the plan in force stays as it is.</summary>
    private bool Plan()
    {
        var problems = new Problems();
        var planned = _settings.Plan(_file, problems);
        if (planned is not null && _settings.Claim(this, planned.Plan.Name) is { } taken)
        {
            problems.Add(taken);
            planned = null;
        }

        foreach (var problem in problems.All.Where(known => !Status.Problems.Contains(known)))
            _log.Log(problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, "{Problem}", problem.ToString());
        if (planned is not null) _planned = planned;
        var state = planned is null && _running is null ? HostedState.Invalid : Status.State;
        Become(state, status => status with { Problems = problems.All, Plan = _planned?.Plan, Name = _planned?.Plan.Name ?? status.Name });
        return planned is not null;
    }

    private async Task<Next> RunAsync()
    {
        var planned = _planned!;
        Become(HostedState.Starting, status => status with { NextStart = null });
        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings { Clock = _settings.Clock, Warn = problem => _log.LogWarning("{Problem}", problem.ToString()) });
        var started = _settings.Clock.GetTimestamp();
        var models = new ModelStatus(planned.Plan);
        using var status = models.Follow(running);
        Volatile.Write(ref _running, running);
        try
        {
            var next = await WatchAsync(running).ConfigureAwait(false);
            var result = await running.Completion.ConfigureAwait(false);
            models.Write(result.Final, hasEnded: true);
            Volatile.Write(ref _last, result.Final);
            return next ?? Ended(result, _settings.Clock.GetElapsedTime(started));
        }
        finally
        {
            Volatile.Write(ref _running, null);
        }
    }

    /// <summary>Answers requests until the run ends by itself, or until one ends it: then what comes next, else null.</summary>
    private async Task<Next?> WatchAsync(RunningPipeline running)
    {
        await Task.WhenAny(running.Started, running.Completion).ConfigureAwait(false);
        if (!running.Completion.IsCompleted)
        {
            Become(HostedState.Running);
            _log.LogInformation("running, {From}", running.Snapshot().Checkpoints.RestoredFrom is { } epoch ? $"from checkpoint {epoch}" : "from the beginning");
        }

        while (true)
        {
            var asked = _requests.Reader.WaitToReadAsync().AsTask();
            if (await Task.WhenAny(running.Completion, asked).ConfigureAwait(false) == running.Completion) return null;
            if (_requests.Reader.TryRead(out var request) && await AnswerAsync(request, running).ConfigureAwait(false) is { } next) return next;
        }
    }

    /// <summary>What a request makes of a run; null when it goes on.</summary>
    private async Task<Next?> AnswerAsync(Request request, RunningPipeline running)
    {
        switch (request.Wish)
        {
            case Wish.Pause when !running.KeepsCheckpoints:
                return request.Answer(false, $"{Status.Name} keeps no checkpoints, so that what it has begun would be lost. Write checkpoint: {{ path: … }} in its file.");
            case Wish.Pause:
                await StopAsync(running).ConfigureAwait(false);
                Become(HostedState.Paused);
                request.Answer(true, $"{Status.Name} is paused.");
                return Next.Rest;
            case Wish.Resume:
                return request.Answer(false, $"{Status.Name} is running.");
            case Wish.Restart or Wish.Reload when !Plan():
                return request.Answer(false, $"{_file.Path} has errors; {Status.Name} goes on as it was.");
            case Wish.Restart or Wish.Reload:
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{Status.Name} is started again.");
                return Next.Run;
            default:
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{Status.Name} is stopped.");
                return Next.End;
        }
    }

    private async Task StopAsync(RunningPipeline running)
    {
        _log.LogInformation("stopping{With}", running.KeepsCheckpoints ? " with a last checkpoint" : "");
        running.Stop();
        var result = await running.Completion.ConfigureAwait(false);
        if (result.Failure is { } failure) _log.LogError("{Failure}", failure.ToString());
        else _log.LogInformation("stopped");
    }

    private Next Ended(RunResult result, TimeSpan lasted)
    {
        if (result.Refused is { } refused)
        {
            _log.LogError("{Problem}", refused.ToString());
            Become(HostedState.Failed, status => status with { Failure = refused.ToString() });
            return Next.Rest;
        }

        if (result.Failure is not { } failure)
        {
            _log.LogInformation("finished");
            Become(HostedState.Finished, status => status with { Failure = null });
            return Next.Rest;
        }

        _wait = _backoff.Next(lasted);
        _log.LogError("{Failure}; begun again in {Wait:0.#} s", failure.ToString(), _wait.TotalSeconds);
        Become(HostedState.Waiting, status => status with { Failure = failure.ToString(), NextStart = _settings.Clock.GetUtcNow() + _wait });
        return Next.Wait;
    }

    /// <summary>Waits before it is begun again, or until a request says otherwise.</summary>
    private async Task<Next> WaitAsync()
    {
        using var over = new CancellationTokenSource(_wait, _settings.Clock);
        try
        {
            while (true)
            {
                var next = AnswerResting(await _requests.Reader.ReadAsync(over.Token).ConfigureAwait(false));
                if (next != Next.Rest || Status.State == HostedState.Paused) return next;
            }
        }
        catch (OperationCanceledException)
        {
            Become(HostedState.Starting, status => status with { Restarts = status.Restarts + 1 });
            return Next.Run;
        }
    }

    private async Task<Next> RestAsync() => AnswerResting(await _requests.Reader.ReadAsync().ConfigureAwait(false));

    /// <summary>What a request makes of a pipeline that does not run.</summary>
    private Next AnswerResting(Request request)
    {
        switch (request.Wish)
        {
            case Wish.Stop:
                request.Answer(true, $"{Status.Name} is stopped.");
                return Next.End;
            case Wish.Pause when Status.State == HostedState.Waiting:
                Become(HostedState.Paused, status => status with { NextStart = null });
                request.Answer(true, $"{Status.Name} is paused.");
                return Next.Rest;
            case Wish.Pause:
                request.Answer(Status.State == HostedState.Paused, $"{Status.Name} does not run.");
                return Next.Rest;
            case Wish.Reload when Status.State == HostedState.Paused:
                var isGood = Plan();
                request.Answer(isGood, isGood ? $"{Status.Name} goes on with the new file when it is resumed." : $"{_file.Path} has errors.");
                return Next.Rest;
            default:
                if ((_planned is null || request.Wish != Wish.Resume) && !Plan())
                {
                    request.Answer(false, $"{_file.Path} has errors.");
                    return Next.Rest;
                }

                request.Answer(true, $"{Status.Name} is started.");
                return Next.Run;
        }
    }

    private void Become(HostedState state, Func<HostedStatus, HostedStatus>? with = null)
    {
        var before = Status;
        var after = state == before.State ? before : before with { State = state, Since = _settings.Clock.GetUtcNow() };
        Status = with is null ? after : with(after);
        Changed?.Invoke(before, Status);
    }

    private sealed record Request(Wish Wish, TaskCompletionSource<Outcome> Asked)
    {
        public Next? Answer(bool done, string text)
        {
            Asked.TrySetResult(new Outcome(done, text));
            return null;
        }
    }
}
