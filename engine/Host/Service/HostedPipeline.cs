using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Host.Running;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service;

/// <summary>
/// One pipeline of the host, from its file to its last checkpoint: planned, started, begun again when it fails, and paused,
/// resumed, restarted or reloaded when asked to. One loop does all of it in turn, so that no two requests meet.
/// </summary>
internal sealed class HostedPipeline
{
    private readonly PipelineFile _file;
    private readonly HostSettings _settings;
    private ILogger _log;
    private readonly Backoff _backoff;
    private readonly ScheduledRuns _runs;
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
    private Planned? _planned;
    private RunningPipeline? _running;
    private RunSnapshot? _last;
    private TimeSpan _wait;
    private bool _allowsStateLoss;

    public HostedPipeline(PipelineFile file, HostSettings settings)
    {
        (_file, _settings) = (file, settings);
        _log = settings.Logs.CreateLogger(file.Name);
        _backoff = new Backoff(settings.Restart);
        _runs = new ScheduledRuns(settings);
        Taps = new PipelineTaps(settings.Clock);
        Recent = new RecentRows(Taps);
        Status = new HostedStatus(file.Name, file.Path, HostedState.Starting, settings.Clock.GetUtcNow());
    }

    /// <summary>What the loop does next.</summary>
    private enum Next
    {
        Plan,
        Run,
        Await,
        Wait,
        Rest,
        End,
    }

    /// <summary>As it is now.</summary>
    public HostedStatus Status { get; private set => Volatile.Write(ref field, value); }

    /// <summary>The file it is made of.</summary>
    public PipelineFile File => _file;

    /// <summary>Where its rows can be looked at as they pass.</summary>
    public PipelineTaps Taps { get; }

    /// <summary>Its newest alerts and dead letters.</summary>
    public RecentRows Recent { get; }

    /// <summary>What its components are made by; null before there is a plan.</summary>
    public Registry? Registry => Volatile.Read(ref _planned)?.Registry;

    /// <summary>Told of every change of <see cref="Status"/>: the one before, and the one now.</summary>
    public event Action<HostedStatus, HostedStatus>? Changed;

    /// <summary>The turns of a pipeline with a schedule, oldest first.</summary>
    public RunHistory? History => _runs.History;

    /// <summary>Told of every turn that has ended or was left out.</summary>
    public event Action<RunRecord>? Turned
    {
        add => _runs.Turned += value;
        remove => _runs.Turned -= value;
    }

    /// <summary>The figures of the run under way, or of the last one; null before the first.</summary>
    public RunSnapshot? Snapshot() => Volatile.Read(ref _running)?.Snapshot() ?? Volatile.Read(ref _last);

    /// <summary>Goes on until the pipeline is stopped for good; never faults.</summary>
    public async Task LiveAsync()
    {
        var next = Next.Plan;
        while (next != Next.End)
        {
            next = await StepAsync(next).ConfigureAwait(false);
        }

        Become(HostedState.Stopped);
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out var request)) request.Answer(false, $"{_file.Name} has been stopped.");
    }

    /// <summary>A fault of our own ends a step, not the host.</summary>
    private async Task<Next> StepAsync(Next next)
    {
        try
        {
            return next switch
            {
                Next.Plan => Plan() ? Begin() : Next.Rest,
                Next.Run => await RunAsync().ConfigureAwait(false),
                Next.Await => await AwaitTurnAsync().ConfigureAwait(false),
                Next.Wait => await WaitAsync().ConfigureAwait(false),
                _ => await RestAsync().ConfigureAwait(false),
            };
        }
        catch (Exception error)
        {
            _log.LogError(error, "a fault of the host");
            Become(HostedState.Failed, status => status with { Failure = error.Message });
            return Next.Rest;
        }
    }

    /// <summary>Stops it with a checkpoint that it goes on from when resumed.</summary>
    public Task<Outcome> PauseAsync() => AskAsync(Wish.Pause);

    /// <summary>Starts one that was paused, or that rests for another reason.</summary>
    public Task<Outcome> ResumeAsync() => AskAsync(Wish.Resume);

    /// <summary>Reads the file again, stops the run with a checkpoint and starts another.</summary>
    /// <param name="allowStateLoss">It is started though the file has no place for some of the state.</param>
    public Task<Outcome> RestartAsync(bool allowStateLoss = false) => AskAsync(Wish.Restart, allowStateLoss);

    /// <summary>
    /// Reads the file again and changes the run to it between two checkpoints: what stays the same does not stop. A file with
    /// errors, or one that cannot be put in force, leaves the run alone.
    /// </summary>
    /// <param name="allowStateLoss">It is put in force though it has no place for some of the state.</param>
    public Task<Outcome> ReloadAsync(bool allowStateLoss = false) => AskAsync(Wish.Reload, allowStateLoss);

    /// <summary>Stops it for good, with a last checkpoint where it keeps them.</summary>
    public Task<Outcome> StopAsync() => AskAsync(Wish.Stop);

    /// <summary>Lets the components that can look for newer versions of what they have loaded.</summary>
    public void ReloadModels() => Volatile.Read(ref _running)?.Reload();

    /// <summary>Ends a run at once that does not drain in time; what is under way is lost.</summary>
    public void Abort() => Volatile.Read(ref _running)?.Abort();

    private async Task<Outcome> AskAsync(Wish wish, bool allowStateLoss = false)
    {
        var request = new Request(wish, allowStateLoss);
        if (!_requests.Writer.TryWrite(request)) return new Outcome(wish == Wish.Stop, $"{_file.Name} has been stopped.");
        return await request.Answered.ConfigureAwait(false);
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

        if (planned is not null) (_planned, _log) = (planned, _settings.Logs.CreateLogger(planned.Plan.Name));
        Tell(problems);
        var state = planned is null && _running is null && Status.State != HostedState.Scheduled ? HostedState.Invalid : Status.State;
        Become(state, status => status with { Problems = problems.All, Plan = _planned?.Plan, Name = _planned?.Plan.Name ?? status.Name });
        return planned is not null;
    }

    private void Tell(Problems problems)
    {
        foreach (var problem in problems.All.Where(known => !Status.Problems.Contains(known)))
            _log.Log(problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, "{Problem}", problem.ToString());
    }

    /// <summary>What a pipeline does that may run: at once, or at its next time.</summary>
    private Next Begin()
    {
        _runs.Begin(_planned!.Plan.Schedule, Status.Name, _log);
        return _runs.Turns is null ? Next.Run : Next.Await;
    }

    private async Task<Next> RunAsync()
    {
        var planned = _planned!;
        _runs.Turns?.Begin();
        Become(HostedState.Starting, status => status with { NextStart = null });
        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings
        {
            Clock = _settings.Clock,
            Taps = Taps,
            Restart = new RestartOptions { AllowStateLoss = _allowsStateLoss },
            Warn = problem => _log.LogWarning("{Problem}", problem.ToString()),
        });
        var allowed = _allowsStateLoss;
        _allowsStateLoss = false;
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
            if (next is not null) _runs.Turns?.End(result, TurnOutcome.Stopped);
            // What may be lost is lost with its own first checkpoint: until then it is begun again as it was asked for.
            else if (result.Failure is not null && result.Final.Checkpoints.Committed == 0) _allowsStateLoss = allowed;
            return next ?? Ended(result, _settings.Clock.GetElapsedTime(started));
        }
        finally
        {
            Volatile.Write(ref _running, null);
            Recent.Alerts.Rest();
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

        var troubles = new TroubleLog(_log);
        using var looks = _settings.Clock.CreateTimer(_ => troubles.Look(() => Readiness.Of(Status, running.Snapshot())), null, TroubleLog.Every, TroubleLog.Every);
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
                request.Answer(false, $"{Status.Name} keeps no checkpoints, so that what it has begun would be lost. Write checkpoint: {{ path: … }} in its file.");
                return null;
            case Wish.Pause:
                await StopAsync(running).ConfigureAwait(false);
                Become(HostedState.Paused);
                request.Answer(true, $"{Status.Name} is paused.");
                return Next.Rest;
            case Wish.Resume:
                request.Answer(false, $"{Status.Name} is running.");
                return null;
            case Wish.Reload:
                await ChangeAsync(request, running).ConfigureAwait(false);
                return null;
            case Wish.Restart when !Plan():
                request.Answer(false, $"{_file.Path} has errors; {Status.Name} goes on as it was.");
                return null;
            case Wish.Restart:
                _allowsStateLoss = request.AllowStateLoss;
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{Status.Name} is started again.");
                return Next.Run;
            default:
                await StopAsync(running).ConfigureAwait(false);
                request.Answer(true, $"{Status.Name} is stopped.");
                return Next.End;
        }
    }

    /// <summary>Changes the run to the file as it is now, or says in <see cref="HostedStatus.Problems"/> why it goes on as it was.</summary>
    private async Task ChangeAsync(Request request, RunningPipeline running)
    {
        var problems = new Problems();
        var changed = await FileChange.PutInForceAsync(running, _settings.Plan(_file, problems, _planned), problems, request.AllowStateLoss).ConfigureAwait(false);
        _planned = changed.InForce ?? _planned;
        Tell(problems);
        foreach (var line in changed.Lines) _log.LogInformation("{Change}", line);
        if (changed.Lines.Any()) _log.LogInformation("{Outcome}", changed.Told(Status.Name, _file.Path));
        Become(Status.State, status => status with { Problems = problems.All, Plan = _planned!.Plan });
        request.Answer(changed.InForce is not null, changed.Told(Status.Name, _file.Path));
    }

    private async Task StopAsync(RunningPipeline running)
    {
        _log.LogInformation("stopping{With}", running.KeepsCheckpoints ? " with a last checkpoint" : "");
        running.Stop();
        var result = await running.Completion.ConfigureAwait(false);
        if (result.Failure is { } failure) _log.LogError("{Failure}", failure.ToString());
        else if (result.Aborted) _log.LogWarning("ended before it had drained{From}", running.KeepsCheckpoints ? "; it goes on from its last checkpoint" : "");
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

        if (result.Failure is null && _runs.Turns is { } turns)
        {
            _backoff.Reset();
            turns.End(result, TurnOutcome.Finished);
            Become(HostedState.Scheduled, status => status with { Failure = null });
            return Next.Await;
        }

        if (result.Failure is not { } failure)
        {
            _log.LogInformation("finished");
            Become(HostedState.Finished, status => status with { Failure = null });
            return Next.Rest;
        }

        if (_runs.Turns is { HasAttempts: false } spent)
        {
            _backoff.Reset();
            spent.End(result, TurnOutcome.Failed);
            Become(HostedState.Scheduled, status => status with { Failure = failure.ToString() });
            return Next.Await;
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

    /// <summary>Waits for the next time of the schedule, or until a request says otherwise.</summary>
    private async Task<Next> AwaitTurnAsync()
    {
        // The file may have changed while a turn was under way.
        _runs.Follow(_planned!.Plan.Schedule, Status.Name, _log);
        if (_runs.Turns is not { } turns)
        {
            Become(HostedState.Finished);
            return Next.Rest;
        }

        turns.Rest();
        while (true)
        {
            if (turns.IsDue()) return Next.Run;
            Become(HostedState.Scheduled, status => status with { NextStart = turns.Next });
            using var look = new CancellationTokenSource(turns.Look, _settings.Clock);
            try
            {
                if (AnswerResting(await _requests.Reader.ReadAsync(look.Token).ConfigureAwait(false)) is var next && next != Next.Await) return next;
            }
            catch (OperationCanceledException)
            {
                // Time to look.
            }
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
            case Wish.Pause when Status.State is HostedState.Waiting or HostedState.Scheduled:
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
                    return Status.State == HostedState.Scheduled ? Next.Await : Next.Rest;
                }

                _allowsStateLoss = request.AllowStateLoss;
                // Of one that waits for its time a turn may be asked for; otherwise it goes on to wait.
                var isTurn = request.Wish != Wish.Reload && Status.State == HostedState.Scheduled;
                var begins = Begin();
                request.Answer(true, isTurn || begins == Next.Run ? $"{Status.Name} is started." : $"{Status.Name} waits for its next time.");
                return isTurn ? Next.Run : begins;
        }
    }

    private void Become(HostedState state, Func<HostedStatus, HostedStatus>? with = null)
    {
        var before = Status;
        var after = state == before.State ? before : before with { State = state, Since = _settings.Clock.GetUtcNow() };
        Status = with is null ? after : with(after);
        Changed?.Invoke(before, Status);
    }
}
