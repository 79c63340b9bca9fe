using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime;

/// <summary>A pipeline under way: watch it, stop it, wait for its end.</summary>
public sealed class RunningPipeline : IDisposable
{
    private readonly Plan _plan;
    private readonly RunShares _shares;
    private readonly RunScope _scope;
    private readonly RunScope _deadScope;
    private readonly Graph _graph;
    private readonly Epochs _epochs;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _started;
    private bool _aborted;

    private RunningPipeline(Plan plan, Registry registry, RunSettings settings)
    {
        _plan = plan;
        _shares = new RunShares(plan.Name, checkpointFolder: null, settings.Clock);
        _scope = new RunScope(_shares);
        // Dead letters have a scope of their own: those of a run that fails are still written.
        _deadScope = new RunScope(_shares);
        _graph = GraphBuilder.Build(plan, registry, _scope, _deadScope, settings);
        _epochs = new Epochs(_graph.Sources, _graph.Sinks, _graph.DeadSink);
        _started = settings.Clock.GetTimestamp();
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Completes when everything is written and closed; never faults.</summary>
    public Task<RunResult> Completion { get; }

    /// <summary>Nothing is under way: only a source or the clock can move it on.</summary>
    public bool IsQuiet => _scope.InFlight == 0 && _deadScope.InFlight == 0;

    /// <summary>Starts a plan; what it opens is opened in the background, and what fails there ends the run.</summary>
    public static RunningPipeline Start(Plan plan, Registry registry, RunSettings settings) => new(plan, registry, settings);

    /// <summary>Stops reading and lets everything that was read go its way.</summary>
    public void Stop()
    {
        _scope.IsStopping = _graph.Sources.Exists(source => !source.Order.HasEnded);
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

    public RunSnapshot Snapshot() => _graph.Snapshot(_plan, _scope.Clock.GetElapsedTime(_started), _scope.Clock.GetUtcNow(), _epochs);

    /// <summary>Lets go of what the run held; to be called when it has completed.</summary>
    public void Dispose()
    {
        _epochs.Dispose();
        _stop.Dispose();
        _scope.Dispose();
        _deadScope.Dispose();
    }

    /// <summary>How long a part that is blocked is waited for before it is left behind: not long when told to stop at once.</summary>
    private TimeSpan LastWait => TimeSpan.FromSeconds(_aborted ? 0.2 : 10);

    private async Task<RunResult> RunAsync()
    {
        await OpenSinksAsync().ConfigureAwait(false);
        StartOperators();
        if (!_scope.Aborted.IsCancellationRequested)
        {
            _epochs.Start(_scope.Clock, _plan.Run.CheckpointEvery);
            await FlowAsync().ConfigureAwait(false);
        }

        await Task.WhenAny(_epochs.StopAsync(), Task.Delay(LastWait)).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        await _shares.DisposeAsync().ConfigureAwait(false);
        var final = Snapshot();
        var failure = _scope.Failure ?? _deadScope.Failure;
        var early = _graph.Operators.Sum(known => known.Operator.FiredEarly);
        return new RunResult(failure, _scope.IsStopping && failure is null, _aborted, early, final);
    }

    private async Task OpenSinksAsync()
    {
        await _graph.DeadSink.OpenAsync(_graph.DeadLetters).ConfigureAwait(false);
        _deadScope.Aborted.Register(_scope.Abort);
        foreach (var sink in _graph.Sinks) await sink.OpenAsync(_graph.DeadLetters).ConfigureAwait(false);
    }

    private void StartOperators()
    {
        foreach (var (started, _) in _graph.Operators)
        {
            try
            {
                started.Start();
            }
            catch (Exception cause)
            {
                _scope.Fail(started.Node.Definition, cause);
            }
        }
    }

    /// <summary>Runs until every sink has seen the end, or the run was aborted.</summary>
    private async Task FlowAsync()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = _scope.Aborted.Register(() => aborted.TrySetResult()).ConfigureAwait(false);
        var reading = Task.WhenAll(_graph.Sources.Select(source => Task.Run(() => source.RunAsync(_stop.Token))));
        var written = Task.WhenAll([reading, .. _graph.Sinks.Select(sink => sink.Ended)]);
        await Task.WhenAny(written, aborted.Task).ConfigureAwait(false);
        if (!_scope.Aborted.IsCancellationRequested) return;

        foreach (var fanIn in _graph.FanIns) fanIn.Abandon();
        await Task.WhenAny(reading, Task.Delay(LastWait)).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (!_deadScope.Aborted.IsCancellationRequested)
        {
            await _graph.DeadSink.Link.SendAsync(Message.End).ConfigureAwait(false);
            await _graph.DeadSink.EndedOrAborted().ConfigureAwait(false);
        }

        foreach (var sink in _graph.Sinks.Append(_graph.DeadSink)) await sink.AbandonAsync(LastWait).ConfigureAwait(false);
    }
}
