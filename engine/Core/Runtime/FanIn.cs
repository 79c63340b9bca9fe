using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Brings several inputs into one stage. Each input has its own link; one message is handled at a time. The watermark is
/// the least of the active inputs'; a barrier waits until every input has sent it, and holds back only those inputs
/// that have; the end comes when all have ended.
/// </summary>
/// <param name="inputs">How many there are.</param>
/// <param name="stage">Where the receiver runs.</param>
/// <param name="receiver">What stands behind.</param>
/// <param name="areLanes">
/// The inputs are lanes of one component: idle together, so that none may run ahead while another still fires.
/// </param>
/// <param name="progress">Kept for lanes whose rows the receiver holds until all have handled a watermark; null otherwise.</param>
internal sealed class FanIn(int inputs, Stage stage, IFanInReceiver receiver, bool areLanes = false, LaneProgress? progress = null)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly long[] _watermarks = [.. Enumerable.Repeat(long.MinValue, inputs)];
    private readonly bool[] _idle = new bool[inputs];
    private readonly bool[] _ended = new bool[inputs];
    private readonly bool[] _arrived = new bool[inputs];
    private TaskCompletionSource _aligned = NewAlignment();
    private Message? _pending;
    private long _watermark = long.MinValue;
    private bool _idleSent;

    /// <summary>The body of an input's link.</summary>
    public async ValueTask HandleAsync(int input, Message message)
    {
        Task? alignment = null;
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            stage.Arrived = message.Arrived;
            alignment = Handle(input, message);
            await stage.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }

        // Waiting here, outside the gate, is what holds this input back until the others have caught up.
        if (alignment is not null) await alignment.ConfigureAwait(false);
    }

    /// <summary>Lets inputs go that wait for a barrier; called when the run is aborted.</summary>
    public void Abandon() => _aligned.TrySetResult();

    private Task? Handle(int input, Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Batch:
                receiver.OnBatch(input, message.Batch!);
                return null;
            case MessageKind.Watermark:
                if (progress is not null) progress.Onward(input, message.Value);
                else _watermarks[input] = message.Value;
                RaiseWatermark();
                return null;
            case MessageKind.Fired:
                receiver.OnFired(input, message.Value);
                progress!.Fired(input, message.Value);
                MoveLanes(progress);
                return null;
            case MessageKind.Idle:
                _idle[input] = true;
                RaiseWatermark();
                return null;
            case MessageKind.Active:
                _idle[input] = false;
                if (_idleSent) receiver.OnSignal(message);
                _idleSent = false;
                return null;
            case MessageKind.Barrier:
                _arrived[input] = true;
                return Align(message);
            default:
                _ended[input] = true;
                return EndInput();
        }
    }

    private void MoveLanes(LaneProgress lanes)
    {
        if (!lanes.TryMove(_watermarks)) return;
        receiver.OnFiredEverywhere(lanes.Everywhere);
        RaiseWatermark();
    }

    private void RaiseWatermark()
    {
        long? least = null, greatestIdle = null;
        for (var i = 0; i < _watermarks.Length; i++)
        {
            // What a lane fired at its end may still be held, until the others have handled the same watermarks.
            if (_ended[i] && progress is null) continue;
            if (_idle[i] && !areLanes) greatestIdle = Math.Max(greatestIdle ?? long.MinValue, _watermarks[i]);
            else least = Math.Min(least ?? long.MaxValue, _watermarks[i]);
        }

        var next = _ended.All(ended => ended) ? long.MaxValue : least ?? greatestIdle ?? _watermark;
        if (next > _watermark) receiver.OnSignal(Message.Watermark(_watermark = next));
        if (_idleSent || !IsIdle()) return;
        _idleSent = true;
        receiver.OnSignal(Message.Idle);
    }

    /// <summary>Every input that has not ended is idle, and there is one.</summary>
    private bool IsIdle()
    {
        var idle = 0;
        for (var i = 0; i < _idle.Length; i++)
        {
            if (_ended[i]) continue;
            if (!_idle[i]) return false;
            idle++;
        }

        return idle > 0;
    }

    /// <summary>Sends the barrier on when all inputs have it; else what the input has to wait for.</summary>
    private Task? Align(Message barrier)
    {
        _pending = barrier;
        for (var i = 0; i < _arrived.Length; i++)
            if (!_arrived[i] && !_ended[i]) return _aligned.Task;
        receiver.OnSignal(barrier);
        _pending = null;
        Array.Clear(_arrived);
        Interlocked.Exchange(ref _aligned, NewAlignment()).TrySetResult();
        return null;
    }

    private Task? EndInput()
    {
        RaiseWatermark();
        if (_ended.All(ended => ended)) receiver.OnSignal(Message.End);
        else if (_pending is { } barrier) Align(barrier);
        return null;
    }

    private static TaskCompletionSource NewAlignment() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What stands behind a fan-in.</summary>
internal interface IFanInReceiver
{
    void OnBatch(int input, Batch batch);

    /// <summary>A lane has handled a watermark: what it sent before and since the one before was fired by it.</summary>
    void OnFired(int lane, long watermark) { }

    /// <summary>Every lane has handled a watermark.</summary>
    void OnFiredEverywhere(long watermark) { }

    /// <summary>A signal of all inputs together.</summary>
    void OnSignal(Message signal);
}
