using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime.Changing;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Cuts the stream by the clock: an epoch's barrier goes into every source; when it has passed every sink, the checkpoint
/// is written and all commit. The next epoch begins only then, or when one that takes too long is given up.
/// </summary>
internal sealed class Epochs(RunScope scope, CheckpointHealth health, Duration every) : ISinkEpochs, IDisposable
{
    private const int PatienceInEpochs = 10;
    private const int LastAttempts = 3;

    // A disk or a broker may hold up a checkpoint for seconds, however often one is taken.
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HashSet<SinkStage> _running = [];
    private readonly HashSet<SinkStage> _waitedFor = [];
    private readonly List<SinkStage> _draining = [];
    private readonly List<SinkStage> _ended = [];
    private IReadOnlyList<SourceStage> _sources = [];
    private IReadOnlyList<ITransform> _transforms = [];
    private EpochCompletion? _completion;
    private Duration _every = every;
    private Hold? _hold;
    private ITimer? _timer;
    private PendingCheckpoint? _open;
    private long _last;

    /// <summary>The number of the next epoch.</summary>
    public long Next
    {
        get
        {
            lock (_lock) return _last + 1;
        }
    }

    private TimeSpan Patience => _every.TimeSpan * PatienceInEpochs is var patience && patience > LeastPatience ? patience : LeastPatience;

    /// <summary>Begins to cut.</summary>
    /// <param name="graph">What is cut.</param>
    /// <param name="completion">What to do with an epoch that has passed.</param>
    /// <param name="after">The number of the first epoch is the next one.</param>
    public void Start(Graph graph, EpochCompletion completion, long after)
    {
        (_sources, _completion, _last) = (graph.Sources, completion, after);
        _transforms = [.. graph.Operators.Select(known => known.Transform)];
        _running.UnionWith(graph.Sinks);
        _timer = scope.Clock.CreateTimer(_ => Tick(), null, _every.TimeSpan, _every.TimeSpan);
    }

    /// <summary>
    /// Takes an epoch behind which all sources are held, and nothing else begins until they are released: the graph may be
    /// changed then. What those components saved that are asked for is given; null when the epoch could not be committed, and
    /// the sources are to be released.
    /// </summary>
    /// <param name="hold">Holds the sources.</param>
    /// <param name="of">Whose state is wanted.</param>
    /// <param name="begins">Told the number of the epoch, before its barrier goes out.</param>
    public async Task<SavedCheckpoint?> TakeHeldAsync(Hold hold, Func<string, bool> of, Action<long> begins)
    {
        while (true)
        {
            if (TryBegin(hold, of, begins) is { } begun)
            {
                if (!await begun.Settled.WaitAsync(scope.Aborted).ConfigureAwait(false)) return null;
                await hold.AllStand().WaitAsync(scope.Aborted).ConfigureAwait(false);
                return begun.Saved;
            }

            if (Open() is { } open) await open.Settled.WaitAsync(scope.Aborted).ConfigureAwait(false);
            else if (HaveAllEnded()) return null;
        }
    }

    /// <summary>While all sources are held: cuts another graph from now on.</summary>
    /// <param name="graph">What is cut.</param>
    /// <param name="completion">What to do with an epoch that has passed.</param>
    /// <param name="every">How often.</param>
    public void GoOnWith(Graph graph, EpochCompletion completion, Duration every)
    {
        lock (_lock)
        {
            (_sources, _completion, _every) = (graph.Sources, completion, every);
            _transforms = [.. graph.Operators.Select(known => known.Transform)];
            _running.Clear();
            _running.UnionWith(graph.Sinks.Where(sink => !sink.HasEnded));
            _ended.RemoveAll(sink => !graph.Sinks.Contains(sink));
        }

        _timer?.Change(every.TimeSpan, every.TimeSpan);
    }

    /// <summary>While all sources are held: takes one more epoch where they stand; false when it could not be committed.</summary>
    public async Task<bool> TakeWhereHeldAsync()
    {
        PendingCheckpoint begun;
        Hold hold;
        IReadOnlyList<SinkStage> draining;
        lock (_lock)
        {
            (hold, draining) = (_hold!, [.. _draining]);
            begun = _open = scope.States.Begin(++_last);
            _waitedFor.UnionWith(_running);
        }

        foreach (var source in _sources) await source.CutAgainAsync(begun.Epoch, hold).ConfigureAwait(false);
        foreach (var sink in draining) sink.InjectBarrier(begun.Epoch);
        CompleteWhenPassed();
        return await begun.Settled.WaitAsync(scope.Aborted).ConfigureAwait(false);
    }

    /// <summary>The next epoch has a number behind this one.</summary>
    public void CountOnFrom(long epoch)
    {
        lock (_lock) _last = Math.Max(_last, epoch);
    }

    /// <summary>Sources go on, and epochs are taken by the clock again.</summary>
    public void Release()
    {
        Hold? held;
        lock (_lock) (held, _hold) = (_hold, null);
        held?.Release();
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Cuts no more by the clock, and waits for an epoch under way; not for one whose barrier a run that failed stopped on its way.</summary>
    public async Task StopAsync()
    {
        Dispose();
        if (Open() is { } open && (open.IsCompleting || !scope.Aborted.IsCancellationRequested)) await open.Settled.ConfigureAwait(false);
    }

    /// <summary>Takes an epoch now, behind the one under way; false when it could not be committed.</summary>
    public async Task<bool> TakeAsync()
    {
        while (true)
        {
            if (TryBegin() is { } begun) return await begun.Settled.WaitAsync(scope.Aborted).ConfigureAwait(false);
            if (Held() is { } held) await held.Released.WaitAsync(scope.Aborted).ConfigureAwait(false);
            else if (Open() is { } open) await open.Settled.WaitAsync(scope.Aborted).ConfigureAwait(false);
            else return false;
        }
    }

    /// <summary>
    /// The last epoch of a run: with one more barrier where readers were stopped, else behind the end of all sinks.
    /// </summary>
    /// <exception cref="IOException">It could not be committed.</exception>
    public async Task FinishAsync()
    {
        await StopAsync().WaitAsync(scope.Aborted).ConfigureAwait(false);
        for (var attempt = 1; attempt <= LastAttempts; attempt++)
        {
            if (attempt > 1) await Task.Delay(TimeSpan.FromSeconds(1), scope.Clock, scope.Aborted).ConfigureAwait(false);
            if (await (_running.Count > 0 ? TakeAsync() : TakeLastAsync()).ConfigureAwait(false)) return;
        }

        throw new IOException($"the last checkpoint could not be taken: {health.Figures.Trouble}");
    }

    async Task<long> ISinkEpochs.EndingAsync(SinkStage sink)
    {
        while (true)
        {
            Task waitFor;
            lock (_lock)
            {
                if (_open is null) return _last + 1;
                if (_waitedFor.Contains(sink)) return _open.Epoch;
                waitFor = _open.Settled;
            }

            await waitFor.WaitAsync(scope.Aborted).ConfigureAwait(false);
        }
    }

    Task ISinkEpochs.SettledAsync(SinkStage sink)
    {
        lock (_lock) return _open is null || _waitedFor.Contains(sink) ? Task.CompletedTask : _open.Settled.WaitAsync(scope.Aborted);
    }

    void ISinkEpochs.Prepared(SinkStage sink, long epoch, ComponentState state)
    {
        lock (_lock)
        {
            if (_open?.Epoch != epoch)
            {
                state.Bytes.Dispose(); // given up meanwhile
                return;
            }

            _open.Add(state);
            _waitedFor.Remove(sink);
        }

        CompleteWhenPassed();
    }

    void ISinkEpochs.Draining(SinkStage sink)
    {
        PendingCheckpoint? missed;
        lock (_lock)
        {
            _draining.Add(sink);
            // Its barrier went into sources that had ended by then.
            missed = _waitedFor.Contains(sink) ? _open : null;
        }

        if (missed is not null) sink.InjectBarrier(missed.Epoch);
        scope.AskForEpoch();
    }

    void ISinkEpochs.Ended(SinkStage sink)
    {
        lock (_lock)
        {
            _draining.Remove(sink);
            _running.Remove(sink);
            _waitedFor.Remove(sink);
            _ended.Add(sink);
        }

        CompleteWhenPassed();
    }

    private PendingCheckpoint? Open()
    {
        lock (_lock) return _open;
    }

    private bool HaveAllEnded()
    {
        lock (_lock) return _running.Count == 0;
    }

    private Hold? Held()
    {
        lock (_lock) return _hold;
    }

    private void Tick()
    {
        GiveUpWhatTakesTooLong();
        if (Open() is null && scope.States.MakeMuchRoom(_transforms) is { } room) _ = room.ContinueWith(_ => BeginByClock(), TaskScheduler.Default);
        else BeginByClock();
    }

    private void BeginByClock()
    {
        if (TryBegin() is null && Open() is not null) health.Skipped();
    }

    private PendingCheckpoint? TryBegin(Hold? hold = null, Func<string, bool>? saves = null, Action<long>? begins = null)
    {
        PendingCheckpoint begun;
        IReadOnlyList<SinkStage> draining;
        lock (_lock)
        {
            if (_open is not null || _hold is not null || _running.Count == 0) return null;
            draining = [.. _draining];
            begun = _open = scope.States.Begin(++_last, keepsAll: hold is not null);
            (_hold, begun.Wanted) = (hold, saves);
            _waitedFor.UnionWith(_running);
        }

        begins?.Invoke(begun.Epoch);
        scope.States.MakeRoom(_transforms);
        foreach (var source in _sources) source.InjectBarrier(begun.Epoch, hold);
        foreach (var sink in draining) sink.InjectBarrier(begun.Epoch);
        return begun;
    }

    private void GiveUpWhatTakesTooLong()
    {
        PendingCheckpoint open;
        lock (_lock)
        {
            if (_open is null || _open.IsWritten || _open.GivenUp.IsCancellationRequested || scope.Clock.GetElapsedTime(_open.Began) < Patience) return;
            open = _open;
            if (!open.IsCompleting) Close(open);
        }

        health.Abandoned(open.Epoch, Patience);
        open.GiveUp();
        if (!open.IsCompleting) open.Settle(isCommitted: false);
    }

    /// <summary>All sinks have ended, and nothing is under way.</summary>
    private Task<bool> TakeLastAsync()
    {
        PendingCheckpoint begun;
        lock (_lock) begun = _open = scope.States.Begin(++_last);
        Complete(begun, isLast: true);
        return begun.Settled;
    }

    private void CompleteWhenPassed()
    {
        PendingCheckpoint open;
        lock (_lock)
        {
            if (_open is null || _open.IsCompleting || _waitedFor.Count > 0) return;
            open = _open;
            open.IsCompleting = true;
        }

        Complete(open, isLast: false);
    }

    /// <summary>Not in a sink's own call: it holds its block, and the others may be writing.</summary>
    private void Complete(PendingCheckpoint pending, bool isLast) => _ = Task.Run(async () =>
    {
        List<SinkStage> ended;
        lock (_lock) ended = [.. _ended];
        var isCommitted = await _completion!.CompleteAsync(pending, ended, isLast).ConfigureAwait(false);
        if (isCommitted && pending.Wanted is { } wanted) pending.Saved = scope.States.Saved(pending, wanted);
        lock (_lock) Close(pending);
        pending.Settle(isCommitted);
    });

    private void Close(PendingCheckpoint pending)
    {
        if (_open == pending) _open = null;
        _waitedFor.Clear();
    }
}
