using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// The watermark of one source: the least over its active partitions of largest event time less disorder. It never goes
/// back. A partition that appears later begins at the watermark as it is.
/// </summary>
internal sealed class WatermarkTracker(EventTimeOptions options, bool isBounded, TimeProvider clock) : IStateful
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TrackedPartition> _byName = [];
    private TrackedPartition[] _partitions = [];
    private readonly bool _advanceWhenIdle = options.AdvanceWhenIdle ?? !isBounded;

    /// <summary>The watermark so far; long.MinValue before the first row.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Every partition is idle or, where the input has no end, finished; and there is one.</summary>
    public bool AllIdle { get; private set; }

    /// <summary>A partition that is active from now on. One that is known, from a checkpoint say, stays where it was.</summary>
    public TrackedPartition Add(string name)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue(name, out var partition))
            {
                partition = new TrackedPartition(name);
                if (Watermark != long.MinValue) partition.Greatest = Saturating.Add(Watermark, options.Disorder.Microseconds);
                Track(partition);
            }

            (partition.IsOpen, partition.Finished, partition.IsAway) = (true, false, false);
            partition.LastRow = clock.GetTimestamp();
            return partition;
        }
    }

    public void Save(StateWriter state)
    {
        state.Write(Watermark);
        var known = Known();
        state.Write(known.Length);
        foreach (var partition in known)
        {
            state.Write(partition.Name);
            state.Write(partition.Greatest);
            state.Write(partition.Finished);
        }
    }

    /// <summary>Every partition is active again at where it was; how long it has been silent counts from now.</summary>
    public void Restore(StateReader state)
    {
        Watermark = state.ReadLong();
        for (var left = state.ReadInt(); left > 0; left--)
            Track(new TrackedPartition(state.ReadString()) { Greatest = state.ReadLong(), Finished = state.ReadBool(), LastRow = clock.GetTimestamp() });
    }

    /// <summary>Those that are not open are there no more; what opens them after all makes them active again.</summary>
    public void AllOpen()
    {
        lock (_lock)
        {
            foreach (var partition in _partitions) partition.Finished |= !partition.IsOpen;
        }
    }

    private void Track(TrackedPartition partition)
    {
        _byName.Add(partition.Name, partition);
        _partitions = [.. _partitions, partition];
    }

    // Readers open partitions while others are looked at: the list is replaced, never changed.
    private TrackedPartition[] Known() => Volatile.Read(ref _partitions);

    /// <summary>Notes the largest event time of rows that came.</summary>
    public void Observe(TrackedPartition partition, long greatest)
    {
        partition.Idle = partition.CaughtUp = false;
        partition.LastRow = clock.GetTimestamp();
        if (greatest > partition.Greatest) partition.Greatest = greatest;
    }

    /// <summary>
    /// Makes partitions idle that have been silent long enough, and active those that cannot be read; only to be called when
    /// nothing is under way.
    /// </summary>
    public void Tick()
    {
        if (options.IdleAfter is not { } after) return;
        var now = clock.GetTimestamp();
        foreach (var partition in Known())
        {
            if (partition is { Finished: false, IsAway: true }) (partition.Idle, partition.LastRow) = (false, now);
            else if (partition is { Finished: false, CaughtUp: true } && clock.GetElapsedTime(partition.LastRow, now) >= after.TimeSpan) partition.Idle = true;
        }
    }

    /// <summary>A partition cannot be read for now, though others can.</summary>
    public bool HasAway => Array.Exists(Known(), partition => partition is { Finished: false, IsAway: true });

    /// <summary>Nothing can be read for now: rows may be waiting, so that no partition is silent, and how long one is counts from when it can be read again.</summary>
    public void Away()
    {
        var now = clock.GetTimestamp();
        foreach (var partition in Known())
            if (!partition.Finished) (partition.Idle, partition.LastRow) = (false, now);
    }

    /// <summary>Recomputes the watermark; true when it has risen.</summary>
    public bool Raise()
    {
        long? least = null;
        var (greatest, idle, lastRow) = (long.MinValue, 0, long.MinValue);
        foreach (var partition in Known())
        {
            greatest = Math.Max(greatest, partition.Greatest);
            lastRow = Math.Max(lastRow, partition.LastRow);
            if (partition.Finished) continue;
            if (partition.Idle) idle++;
            else least = Math.Min(least ?? long.MaxValue, partition.Greatest);
        }

        AllIdle = least is null && (idle > 0 || (!isBounded && Known().Length > 0));
        var next = Watermark;
        if (least is { } active && active != long.MinValue) next = Saturating.Add(active, -options.Disorder.Microseconds);
        else if (AllIdle && _advanceWhenIdle && greatest != long.MinValue)
            next = Saturating.Add(greatest, (long)clock.GetElapsedTime(lastRow).TotalMicroseconds);
        if (next <= Watermark) return false;
        Watermark = next;
        return true;
    }

    /// <summary>All that its readers have was sent: they stand at the end.</summary>
    public void CaughtUp()
    {
        foreach (var partition in Known()) partition.CaughtUp = true;
    }

    /// <summary>Every partition has finished, or its reader stands at the end.</summary>
    public bool AllCaughtUp => Array.TrueForAll(Known(), partition => partition.Finished || partition.CaughtUp);

    /// <summary>A partition has been opened whose reader has sent nothing yet and does not stand at the end.</summary>
    public bool HasUnheard => Array.Exists(Known(), partition => partition is { Finished: false, CaughtUp: false, Idle: false, Greatest: long.MinValue });

    /// <summary>The partition is further ahead of the slowest active one than max_skew allows.</summary>
    public bool IsAhead(TrackedPartition partition)
    {
        if (partition.Greatest == long.MinValue) return false;
        foreach (var other in Known())
        {
            if (other == partition || other.Finished || other.Idle || (other.CaughtUp && other.Greatest == long.MinValue)) continue;
            if (other.Greatest < Saturating.Add(partition.Greatest, -options.MaxSkew.Microseconds)) return true;
        }

        return false;
    }
}
