using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Changing;
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
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
    private Planned? _planned;
    private RunningPipeline? _running;
    private RunSnapshot? _last;
    private Turns? _turns;
    private TimeSpan _wait;
    private bool _allowsStateLoss;

    public HostedPipeline(PipelineFile file, HostSettings settings)
    {
        (_file, _settings) = (file, settings);
        _log = settings.Logs.CreateLogger(file.Name);
        _backoff = new Backoff(settings.Restart);
        Taps = new PipelineTaps(settings.Clock);
        Recent = new RecentRows(Taps);
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
    public RunHistory? History { get; private set; }

    /// <summary>Told of every turn that has ended or was left out.</summary>
    public event Action<RunRecord>? Turned;

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
        var request = new Request(wish, allowStateLoss, new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously));
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
        var schedule = _planned!.Plan.Schedule;
        History = schedule is null ? null : History ?? new RunHistory(_settings.Runs is { } folder ? Path.Combine(folder, $"{Status.Name}.jsonl") : null);
        _turns = schedule is null ? null : new Turns(schedule, History!.LastTime, _settings.Clock, Note);
        return schedule is null ? Next.Run : Next.Await;
    }

    private async Task<Next> RunAsync()
    {
        var planned = _planned!;
        _turns?.Begin();
        Become(HostedState.Starting, status => status with { NextStart = null });
        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings
        {
            Clock = _settings.Clock,
            Taps = Taps,
            Restart = new RestartOptions { AllowStateLoss = _allowsStateLoss },
            Warn = problem => _log.LogWarning("{Problem}", problem.ToString()),
        });
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
            if (next is not null) _turns?.End(result, TurnOutcome.Stopped);
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
            case Wish.Reload:
                await ChangeAsync(request, running).ConfigureAwait(false);
                return null;
            case Wish.Restart when !Plan():
                return request.Answer(false, $"{_file.Path} has errors; {Status.Name} goes on as it was.");
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
        if (_settings.Plan(_file, problems, _planned) is { } planned)
        {
            var result = await running.ChangeAsync(planned.Plan, new ChangeOptions { AllowStateLoss = request.AllowStateLoss }).ConfigureAwait(false);
            if (result.IsMade)
            {
                _planned = planned;
                Tell(problems);
                Become(Status.State, status => status with { Problems = problems.All, Plan = planned.Plan });
                request.Answer(true, Told(result));
                return;
            }

            problems.Add(result.Refused!);
        }

        Tell(problems);
        Become(Status.State, status => status with { Problems = problems.All });
        request.Answer(false, $"{_file.Path} cannot be put in force; {Status.Name} goes on as it was. {problems.All.First(problem => problem.Severity == Severity.Error).Message}");
    }

    private string Told(ChangeResult result)
    {
        if (result.Changes.IsEmpty) return $"{Status.Name} goes on: nothing has changed in it.";
        foreach (var change in result.Changes.Components.Where(change => change.Fate != ComponentFate.Unchanged || change.IsRewired)) _log.LogInformation("{Change}", ChangesText.Line(change));
        var text = $"{Status.Name} is changed behind checkpoint {result.Epoch}; nothing went into it for {result.Stall.TotalMilliseconds:0} ms.";
        _log.LogInformation("{Outcome}", text);
        return text;
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

        if (result.Failure is null && _turns is not null)
        {
            _turns.End(result, TurnOutcome.Finished);
            Become(HostedState.Scheduled, status => status with { Failure = null });
            return Next.Await;
        }

        if (result.Failure is not { } failure)
        {
            _log.LogInformation("finished");
            Become(HostedState.Finished, status => status with { Failure = null });
            return Next.Rest;
        }

        if (_turns is { HasAttempts: false })
        {
            _turns.End(result, TurnOutcome.Failed);
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
        if (_planned!.Plan.Schedule is not { } schedule)
        {
            _turns = null;
            Become(HostedState.Finished);
            return Next.Rest;
        }

        if (_turns!.Schedule != schedule) _turns = new Turns(schedule, History!.LastTime, _settings.Clock, Note);
        var turns = _turns;
        turns.Rest();
        while (true)
        {
            if (turns.IsDue()) return Next.Run;
            Become(HostedState.Scheduled, status => status with { NextStart = turns.Next });
            // Not longer, so that a clock that is set, or a machine that slept, is noticed.
            using var look = new CancellationTokenSource(Soonest(turns.Next), _settings.Clock);
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

    private TimeSpan Soonest(DateTimeOffset? next)
    {
        var longest = TimeSpan.FromSeconds(30);
        var wait = (next ?? DateTimeOffset.MaxValue) - _settings.Clock.GetUtcNow();
        return wait > longest ? longest : wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait;
    }

    private void Note(RunRecord turn)
    {
        var time = turn.Time is { } scheduled ? $"the run of {scheduled.UtcDateTime:yyyy-MM-dd HH:mm'Z'}" : "the run that was asked for";
        if (turn.Outcome is TurnOutcome.Overlapped or TurnOutcome.Missed)
            _log.LogWarning("{Run} was left out: {Reason} ({Count} in all)", time, turn.Outcome == TurnOutcome.Missed ? "no host ran" : "the one before was still going", turn.LeftOut);
        else if (turn.Outcome == TurnOutcome.Failed) _log.LogError("{Run} has failed at {Attempts} attempts: {Failure}", time, turn.Attempts, turn.Failure);
        else _log.LogInformation("{Run} has {Outcome}: {Rows} rows in {Seconds:0.0} s", time, turn.Outcome == TurnOutcome.Finished ? "finished" : "been stopped", turn.RowsIn, (turn.Ended - turn.Started)?.TotalSeconds);
        try
        {
            History?.Add(turn);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _log.LogWarning("the history of runs cannot be written: {Reason}", error.Message);
        }

        Turned?.Invoke(turn);
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

    private sealed record Request(Wish Wish, bool AllowStateLoss, TaskCompletionSource<Outcome> Asked)
    {
        public Next? Answer(bool done, string text)
        {
            Asked.TrySetResult(new Outcome(done, text));
            return null;
        }
    }
}
