using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Lets the rows of a source go on as time went when they came into being, or so many times as fast: each waits until
/// the clock has come to its event time, counted from the first. Partitions are played side by side. What is held here has
/// not gone into the pipeline: a run that is started again reads a piece that was played in part anew.
/// </summary>
/// <param name="speed">Seconds of event time a second.</param>
/// <param name="timeColumn">The event time.</param>
/// <param name="scope">The run.</param>
/// <param name="target">Takes what goes on.</param>
internal sealed class Playback(double speed, int timeColumn, RunScope scope, IPlaybackTarget target)
{
    // More often than that would make batches of single rows.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private const int Ahead = 2;

    private readonly ConcurrentDictionary<ReadPartition, SemaphoreSlim> _rooms = [];
    private readonly Dictionary<ReadPartition, Queue<SourceItem>> _held = [];
    private readonly Dictionary<ReadPartition, int> _played = [];
    private readonly Lock _lock = new();
    private int _pieces;
    private TaskCompletionSource? _empty;
    private long _clockStart;
    private long? _timeStart;

    /// <summary>What comes from the decoder.</summary>
    public BufferBlock<SourceItem> Input { get; } = new();

    /// <summary>Completes when no rows are held or on their way here.</summary>
    public Task Empty
    {
        get
        {
            lock (_lock) return _pieces == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Waits until little of the partition is held, so that one more piece of it may come.</summary>
    public async ValueTask RoomAsync(ReadPartition partition, CancellationToken stop)
    {
        await _rooms.GetOrAdd(partition, _ => new SemaphoreSlim(Ahead)).WaitAsync(stop).ConfigureAwait(false);
        lock (_lock) _pieces++;
    }

    /// <summary>Plays until the input is complete and all of it has gone on.</summary>
    public async Task RunAsync()
    {
        while (await HasMoreAsync().ConfigureAwait(false))
        {
            while (Input.TryReceive(out var item)) await TakeAsync(item).ConfigureAwait(false);
            if (scope.Stopping.IsCancellationRequested || scope.Aborted.IsCancellationRequested || target.Quit.IsCancellationRequested) Drop();
            else await PlayAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for what comes next, or for the time of what is held.</summary>
    private async Task<bool> HasMoreAsync()
    {
        if (_held.Count == 0) return await Input.OutputAvailableAsync().ConfigureAwait(false);
        var wait = _held.Values.Min(queue => Until(queue.Peek()));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(scope.Stopping, scope.Aborted, target.Quit);
        var due = Task.Delay(wait > Step ? wait : Step, scope.Clock, either.Token);
        // A reader that has something new may be of an earlier time than all that is held.
        if (wait > Step && !Input.Completion.IsCompleted) await Task.WhenAny(due, Input.OutputAvailableAsync(either.Token)).ConfigureAwait(false);
        else await Task.WhenAny(due).ConfigureAwait(false);
        return true;
    }

    private async Task TakeAsync(SourceItem item)
    {
        if (item.Partition is null || (!_held.ContainsKey(item.Partition) && item.Kind != SourceItemKind.Rows)) await target.SequenceAsync(item).ConfigureAwait(false);
        else
        {
            if (!_held.TryGetValue(item.Partition, out var queue)) _held[item.Partition] = queue = [];
            queue.Enqueue(item);
        }
    }

    /// <summary>Sends on whatever is due.</summary>
    private async Task PlayAsync()
    {
        foreach (var partition in _held.Keys.ToList())
        {
            var queue = _held[partition];
            while (queue.Count > 0 && Until(queue.Peek()) <= TimeSpan.Zero && await PlayAsync(partition, queue.Peek()).ConfigureAwait(false)) queue.Dequeue();
            if (queue.Count == 0) _held.Remove(partition);
        }
    }

    /// <summary>Sends on the rows of a piece that are due; true when that was the last of it.</summary>
    private async Task<bool> PlayAsync(ReadPartition partition, SourceItem item)
    {
        var from = _played.GetValueOrDefault(partition);
        var rows = item.Batch?.Rows ?? 0;
        var to = from;
        while (to < rows && (TimeOf(item, to) is not { } time || Until(time) <= TimeSpan.Zero)) to++;
        if (to < rows)
        {
            target.Enter();
            _played[partition] = to;
            await target.SequenceAsync(new SourceItem(SourceItemKind.Rows, partition) { Batch = Part(item, from, to), Value = partition.Sequenced }).ConfigureAwait(false);
            return false;
        }

        _played.Remove(partition);
        if (from > 0)
        {
            var last = Part(item, from, rows);
            item.Batch!.Release();
            item.Batch = last;
        }

        await target.SequenceAsync(item).ConfigureAwait(false);
        if (item.Kind == SourceItemKind.Rows) Done(partition);
        return true;
    }

    /// <summary>Told to stop: what was not played counts as not read.</summary>
    private void Drop()
    {
        foreach (var item in _held.Values.SelectMany(queue => queue))
        {
            target.Drop(item);
            if (item.Kind == SourceItemKind.Rows) Done(item.Partition!);
        }

        _held.Clear();
        _played.Clear();
    }

    private void Done(ReadPartition partition)
    {
        _rooms[partition].Release();
        lock (_lock)
        {
            if (--_pieces > 0) return;
            _empty?.SetResult();
            _empty = null;
        }
    }

    private TimeSpan Until(SourceItem item) => TimeOf(item, _played.GetValueOrDefault(item.Partition!)) is { } time ? Until(time) : TimeSpan.Zero;

    private TimeSpan Until(long time)
    {
        if (_timeStart is null) (_timeStart, _clockStart) = (time, scope.Clock.GetTimestamp());
        return TimeSpan.FromMicroseconds((time - _timeStart.Value) / speed) - scope.Clock.GetElapsedTime(_clockStart);
    }

    /// <summary>Event time of a row; null where there is none, or no such row.</summary>
    private long? TimeOf(SourceItem item, int row)
    {
        if (item.Batch is not { } batch || row >= batch.Rows) return null;
        var times = (FixedColumn<long>)batch[timeColumn];
        return times.IsNull(row) ? null : times.Values[row];
    }

    private static Batch Part(SourceItem item, int from, int to)
    {
        var rows = Buffers.Rent<int>(to - from);
        for (var i = 0; i < to - from; i++) rows[i] = from + i;
        var part = item.Batch!.Where(rows.AsSpan(0, to - from));
        Buffers.Return(rows);
        return part;
    }
}

/// <summary>Where played items go, one after the other.</summary>
internal interface IPlaybackTarget
{
    Task SequenceAsync(SourceItem item);

    /// <summary>The source is no part of the run any more.</summary>
    CancellationToken Quit { get; }

    /// <summary>A part of an item is about to come, as an item of its own.</summary>
    void Enter();

    /// <summary>The item will not come.</summary>
    void Drop(SourceItem item);
}
