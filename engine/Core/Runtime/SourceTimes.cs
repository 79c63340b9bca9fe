using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Event time of one source: each reader's partition is followed for max_skew, and the watermark follows the same
/// partitions, or the values of a column where <c>per:</c> says so.
/// </summary>
internal sealed class SourceTimes(EventTimeOptions options, Schema schema, bool isBounded, TimeProvider clock) : IStateful
{
    private readonly int _timeColumn = schema.IndexOf(options.Column);
    private readonly WatermarkTracker _readers = new(options, isBounded, clock);
    private readonly PerValueTimes? _values = options.Per is { } per ? new PerValueTimes(schema.IndexOf(per), new WatermarkTracker(options, isBounded, clock)) : null;

    private WatermarkTracker Leading => _values?.Tracker ?? _readers;

    public long Watermark => Leading.Watermark;

    public bool AllIdle => Leading.AllIdle;

    public TrackedPartition Open(string name) => _readers.Add(name);

    public void AllOpen() => _readers.AllOpen();

    public void Observe(TrackedPartition partition, Batch batch)
    {
        _readers.Observe(partition, EventTimes.Greatest((FixedColumn<long>)batch[_timeColumn]));
        _values?.Observe(batch, _timeColumn);
    }

    public void CaughtUp(TrackedPartition partition)
    {
        partition.CaughtUp = true;
        if (_readers.AllCaughtUp) _values?.Tracker.CaughtUp();
    }

    public void Tick()
    {
        _readers.Tick();
        // A partition that cannot be read may have rows of every value.
        if (HasAway) _values?.Tracker.Away();
        else _values?.Tracker.Tick();
    }

    /// <inheritdoc cref="WatermarkTracker.HasAway"/>
    public bool HasAway => _readers.HasAway;

    /// <summary>See <see cref="WatermarkTracker.Away"/>.</summary>
    public void Away()
    {
        _readers.Away();
        _values?.Tracker.Away();
    }

    /// <summary>Recomputes the watermark; true when it has risen.</summary>
    public bool Raise()
    {
        if (_values is null) return _readers.Raise();
        // A value that a reader not heard of yet brings may be earlier than all that are known.
        return !_readers.HasUnheard && _values.Tracker.Raise();
    }

    public void Save(StateWriter state)
    {
        _readers.Save(state);
        _values?.Tracker.Save(state);
    }

    public void Restore(StateReader state)
    {
        _readers.Restore(state);
        _values?.Tracker.Restore(state);
    }

    public bool IsAhead(TrackedPartition partition) => _readers.IsAhead(partition);
}
