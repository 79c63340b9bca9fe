using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>Alerts that are ahead of the rows their context is made of: they wait for the watermark, which tells that these have come.</summary>
internal sealed class EarlyAlerts
{
    private readonly Queue<(long Time, Batch Alert)> _waiting = [];
    private long _watermark = long.MinValue;

    public int Count => _waiting.Count;

    /// <summary>The least of their times; long.MaxValue where none waits.</summary>
    public long Earliest => _waiting.Count == 0 ? long.MaxValue : _waiting.Min(each => each.Time);

    /// <summary>The rows before this time have come.</summary>
    public bool IsDue(long time) => time <= _watermark;

    /// <summary>Takes over the hold of an alert, alone in its batch.</summary>
    public void Add(long time, Batch alert) => _waiting.Enqueue((time, alert));

    /// <summary>The alerts, held by the caller, whose rows have come at this watermark, in the order they came in.</summary>
    public List<Batch> Take(long watermark)
    {
        _watermark = watermark;
        var due = new List<Batch>();
        for (var left = _waiting.Count; left > 0; left--)
        {
            var next = _waiting.Dequeue();
            if (IsDue(next.Time)) due.Add(next.Alert);
            else _waiting.Enqueue(next);
        }

        return due;
    }

    public void Save(StateWriter state)
    {
        state.Write(_watermark);
        state.Write(_waiting.Count);
        foreach (var (time, alert) in _waiting)
        {
            state.Write(time);
            BatchState.Write(state, alert);
        }
    }

    public void Restore(StateReader state, Schema schema)
    {
        _watermark = state.ReadLong();
        for (var left = state.ReadCount(sizeof(long) + sizeof(int)); left > 0; left--)
        {
            var time = state.ReadLong();
            var alert = BatchState.Read(state, schema);
            StateReader.Check(alert.Rows == 1, "an alert has more rows than one");
            Add(time, alert);
        }
    }
}
