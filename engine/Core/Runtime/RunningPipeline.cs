using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Changing;

namespace StreamGuard.Core.Runtime;

/// <summary>A pipeline under way: watch it, stop it, wait for its end.</summary>
public sealed class RunningPipeline : IDisposable
{
    private readonly RunShares _shares;
    private readonly StateCollector _states;
    private readonly RunScope _scope;
    private readonly RunScope _deadScope;
    private readonly CheckpointHealth _health;
    private readonly Epochs _epochs;
    private readonly DeadLetterEpochs _deadEpochs = new();
    private readonly RunBasis _basis;
    private readonly RunStart _start;
    private readonly SourceRuns _sources;
    // Taken until sources are read, and from when they no longer are.
    private readonly SemaphoreSlim _changing = new(0, 1);
    private Task _change = Task.CompletedTask;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started;
    private volatile Plan _plan;
    private volatile Graph _graph;
    private bool _reads;
    private bool _stopped;
    private bool _aborted;

    private RunningPipeline(Plan plan, Registry registry, RunSettings settings)
    {
        _plan = plan;
        KeepsCheckpoints = settings.ReplaceCheckpoints is not null || plan.Run.CheckpointPath is not null;
        var folder = plan.Run.CheckpointPath is { } path ? new CheckpointFolder(path, plan.Name).Path : null;
        _shares = new RunShares(plan, folder, settings);
        _states = new StateCollector(KeepsCheckpoints, settings.Clock);
        _scope = new RunScope(_shares, _states);
        // Dead letters have a scope of their own: those of a run that fails are still written.
        _deadScope = new RunScope(_shares, _states);
        _health = new CheckpointHealth(settings.Clock);
        _epochs = new Epochs(_scope, _health, plan.Run.CheckpointEvery);
        _scope.AskForEpoch = () => _ = CheckpointAsync();
        _sources = new SourceRuns(KeepsCheckpoints, _stop.Token);
        _basis = new RunBasis(registry, settings, _scope, _deadScope, _epochs, _deadEpochs, new DeadLetterWriter(), new BarrierLog(settings.StrictAccounts));
        _graph = GraphBuilder.Build(plan, _basis, new Parts(plan, _basis));
        _start = new RunStart(plan, _graph, settings, _shares, _scope, _health);
        _started = settings.Clock.GetTimestamp();
        // Begun when it can be waited for: a source that asks for an epoch at once has it waited for.
        var run = new Task<Task<RunResult>>(RunAsync);
        Completion = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    /// <summary>Checkpoints are written, and a run that is started again goes on from them.</summary>
    public bool KeepsCheckpoints { get; }

    /// <summary>Completes when its sinks are open, its state is restored and rows may flow; not when the run ends before.</summary>
    public Task Started => _flows.Task;

    /// <summary>Completes when everything is written and closed; never faults.</summary>
    public Task<RunResult> Completion { get; }

    /// <summary>Nothing is under way: only a source or the clock can move it on.</summary>
    public bool IsQuiet => _scope.InFlight == 0 && _deadScope.InFlight == 0;

    /// <summary>Starts a plan; what it opens is opened in the background, and what fails there ends the run.</summary>
    public static RunningPipeline Start(Plan plan, Registry registry, RunSettings settings) => new(plan, registry, settings);

    /// <summary>
    /// Stops reading and lets everything that was read go its way. Where checkpoints are kept, a last one is taken, and
    /// what is open stays open for the next run.
    /// </summary>
    public void Stop()
    {
        _stopped = _graph.Sources.Exists(source => !source.Order.HasEnded) || _graph.Sinks.Exists(sink => sink.Buffer?.Figures is { Rows: > 0 });
        _scope.IsStopping = _stopped && !KeepsCheckpoints;
        _stop.Cancel();
        _scope.Stop();
        _deadScope.Stop();
    }

    /// <summary>Stops at once; what is under way is dropped.</summary>
    public void Abort()
    {
        _aborted = true;
        _scope.Abort();
        _deadScope.Abort();
        _stop.Cancel();
    }

    /// <summary>Some component may be told to look for a newer version of what it has loaded.</summary>
    public bool CanReload => _graph.Operators.Exists(known => known.Transform is IReloadable);

    /// <summary>Tells every such component to look.</summary>
    public void Reload()
    {
        foreach (var known in _graph.Operators) (known.Transform as IReloadable)?.Reload();
    }

    /// <summary>The plan that is run: the one it was started with, or the last that it was changed to.</summary>
    public Plan Plan => _plan;

    /// <summary>
    /// Goes on by another plan, without losing rows: what did not change goes on as it is, what did takes its state over where
    /// that fits. What cannot be done leaves the run as it was.
    /// </summary>
    /// <param name="next">Made with the registry that the run was started with.</param>
    /// <param name="options">How it is done.</param>
    public async Task<ChangeResult> ChangeAsync(Plan next, ChangeOptions? options = null)
    {
        var turn = _changing.WaitAsync();
        if (await Task.WhenAny(turn, Completion).ConfigureAwait(false) != turn) return ChangeResult.OfEnded(_plan, next);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _change = over.Task;
        try
        {
            var site = new ChangeSite(_basis, _plan, _graph, _epochs, _deadEpochs, _shares, _sources, _start.Store, _health);
            var change = new LiveChange(site, next, options ?? new ChangeOptions());
            var result = await change.MakeAsync().ConfigureAwait(false);
            _graph = change.Graph;
            if (result.IsMade) _plan = next;
            return result;
        }
        finally
        {
            over.SetResult();
            _changing.Release();
        }
    }

    public RunSnapshot Snapshot() => _graph.Snapshot(_plan, _scope.Clock.GetElapsedTime(_started), _scope.Clock, _health.Figures);

    /// <summary>Lets go of what the run held; to be called when it has completed.</summary>
    public void Dispose()
    {
        _epochs.Dispose();
        _states.Dispose();
        _stop.Dispose();
        _scope.Dispose();
        _deadScope.Dispose();
    }

    /// <summary>Takes a checkpoint now; false when it could not be committed.</summary>
    internal async Task<bool> CheckpointAsync()
    {
        await Task.WhenAny(_flows.Task, Completion).ConfigureAwait(false);
        try
        {
            return await _epochs.TakeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>How long a part that is blocked is waited for before it is left behind: not long when told to stop at once.</summary>
    private TimeSpan LastWait => TimeSpan.FromSeconds(_aborted ? 0.2 : 10);

    private async Task<RunResult> RunAsync()
    {
        Problem? refused = null;
        try
        {
            await FromAsync(await _start.RestoreAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (RefusedException refusal)
        {
            refused = refusal.Problem;
        }
        catch (Exception cause)
        {
            Fail(cause);
        }

        foreach (var ended in _graph.Operators) (ended.Transform as IDisposable)?.Dispose();
        await _shares.DisposeAsync().ConfigureAwait(false);
        _start.Store?.Dispose();
        var failure = _scope.Failure ?? _deadScope.Failure;
        // Nothing was read that could be lost: that something was waited for is no failure.
        if (failure?.InnerException is StoppedException && !_reads) failure = null;
        var early = _graph.Operators.Sum(known => known.FiredEarly);
        return new RunResult(failure, _stopped && failure is null, _aborted, early, Snapshot()) { Refused = refused };
    }

    private async Task FromAsync(Beginning start)
    {
        await _start.OpenSinksAsync(_deadScope).ConfigureAwait(false);
        _start.StartOperators();
        try
        {
            if (!_scope.Aborted.IsCancellationRequested && !_scope.Stopping.IsCancellationRequested) await FlowAsync(start).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            Fail(cause);
        }

        await Task.WhenAny(_epochs.StopAsync(), Task.Delay(LastWait)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    private void Fail(Exception cause) =>
        _scope.Fail(cause as PipelineFailure ?? new PipelineFailure("checkpoint", _graph.File, cause.Message, cause));

    /// <summary>Runs until the last epoch is committed, or the run was aborted.</summary>
    private async Task FlowAsync(Beginning start)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _scope.Aborted.Register(() => aborted.TrySetResult()).ConfigureAwait(false);
        var completion = new EpochCompletion(_graph, _scope, _deadEpochs, _start.Store, _health, start.Checkpoint ?? 0);
        _epochs.Start(_graph, completion, after: start.LastEpoch);
        _flows.TrySetResult();
        if (_start.Store is not null && start.Checkpoint is null) await TakeFirstAsync().ConfigureAwait(false);
        _reads = true;
        foreach (var source in _graph.Sources) _sources.Start(source);
        _changing.Release();
        var finishing = FinishAsync();
        await Task.WhenAny(finishing, aborted.Task).ConfigureAwait(false);
        if (!_scope.Aborted.IsCancellationRequested)
        {
            await finishing.ConfigureAwait(false);
            return;
        }

        foreach (var fanIn in _graph.FanIns) fanIn.Abandon();
        await Task.WhenAny(Task.WhenAll(_sources.EndedAsync(), _change), Task.Delay(LastWait)).ConfigureAwait(false);
    }

    /// <summary>Before anything is read: what is killed before its next checkpoint leaves rows in a file that must be cut off again.</summary>
    private async Task TakeFirstAsync()
    {
        if (!await _epochs.TakeAsync().ConfigureAwait(false)) throw new IOException($"the first checkpoint could not be taken: {_health.Figures.Trouble}");
    }

    private async Task FinishAsync()
    {
        await LastReadAsync().ConfigureAwait(false);
        if (!_graph.Sources.Exists(source => source.WasStopped)) await Task.WhenAll(_graph.Sinks.Select(sink => sink.Ended)).ConfigureAwait(false);
        await _epochs.FinishAsync().ConfigureAwait(false);
        foreach (var source in _graph.Sources) await source.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until nothing is read any more; from then on nothing is changed either.</summary>
    private async Task LastReadAsync()
    {
        while (true)
        {
            await _sources.EndedAsync().ConfigureAwait(false);
            await _changing.WaitAsync(_scope.Aborted).ConfigureAwait(false);
            if (_sources.HaveEnded) return;
            _changing.Release();
        }
    }

    private async Task CloseAsync()
    {
        // Where checkpoints are kept, those since the last one come again with their rows.
        if (_scope.Aborted.IsCancellationRequested && !_deadScope.Aborted.IsCancellationRequested && !KeepsCheckpoints) await WriteLastDeadLettersAsync().ConfigureAwait(false);
        foreach (var sink in _graph.Sinks.Append(_graph.DeadSink)) await sink.CloseAsync(LastWait).ConfigureAwait(false);
    }

    private async Task WriteLastDeadLettersAsync()
    {
        try
        {
            var epoch = _epochs.Next;
            var state = await _deadEpochs.PrepareAsync(_graph.DeadSink, epoch, isLast: true, _deadScope.Aborted).ConfigureAwait(false);
            state.Bytes.Dispose();
            await _graph.DeadSink.CommitAsync(epoch).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The dead letters' own sink failed, which is told.
        }
    }
}
