using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>What all parts of one run share: its clock, its first failure, and how many messages are under way.</summary>
internal sealed class RunScope(RunContext run, StateCollector states) : IDisposable
{
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _stop = new();
    private PipelineFailure? _failure;
    private long _inFlight;

    public RunContext Run { get; } = run;

    public TimeProvider Clock => Run.Clock;

    /// <summary>Takes what components save.</summary>
    public StateCollector States { get; } = states;

    /// <summary>Set when the run failed or was told to stop at once: blocks drop what they hold.</summary>
    public CancellationToken Aborted => _abort.Token;

    /// <summary>Set when the run was told to stop: what was read still goes its way, but nobody waits for better times.</summary>
    public CancellationToken Stopping => _stop.Token;

    public PipelineFailure? Failure => _failure;

    /// <summary>The run was told to stop before its input ended.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Begins an epoch before its time, behind the one under way.</summary>
    public Action AskForEpoch { get; set; } = () => { };

    /// <summary>Messages sent and not yet dealt with; 0 means that nothing moves until a source or the clock does.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void Stop() => _stop.Cancel();

    public void Abort() => _abort.Cancel();

    /// <summary>Keeps the first failure and aborts the run. A cancellation that follows an abort is no failure.</summary>
    public void Fail(ComponentDefinition component, Exception cause)
    {
        if (cause is OperationCanceledException && _abort.IsCancellationRequested) return;
        Fail(cause as PipelineFailure ?? new PipelineFailure(component.Name, component.Location, cause.Message, cause));
    }

    public void Fail(PipelineFailure failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        _abort.Cancel();
    }

    public void Dispose()
    {
        _abort.Dispose();
        _stop.Dispose();
    }
}
