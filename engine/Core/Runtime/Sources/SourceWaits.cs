namespace StreamGuard.Core.Runtime.Sources;

/// <summary>What a source waits for: as a whole, or while it reads some of its partitions and others cannot be read.</summary>
internal sealed class SourceWaits(TimeProvider clock)
{
    private readonly WaitLog _all = new(clock);
    private readonly WaitLog _some = new(clock);
    private readonly Lock _lock = new();
    private readonly List<(ReadPartition Partition, string Reason)> _away = [];

    /// <summary>What it waited for; null when it never had to.</summary>
    public Waits? Waits => Runtime.Waits.Of(_all.Waits, _some.Waits);

    /// <summary>Nothing can be read for now.</summary>
    public bool IsAllAway => _all.Waits is { IsWaiting: true };

    /// <summary>The source waits for this; null when it waits no more.</summary>
    public void Note(string? reason) => _all.Note(reason);

    /// <summary>One partition waits for this; null when it can be read.</summary>
    public void Note(ReadPartition partition, string? reason)
    {
        lock (_lock)
        {
            var at = _away.FindIndex(known => known.Partition == partition);
            if (at < 0 && reason is null) return;
            if (reason is null) _away.RemoveAt(at);
            else if (at < 0) _away.Add((partition, reason));
            else _away[at] = (partition, reason);
            _some.Note(Told());
        }
    }

    private string? Told() => _away switch
    {
        [] => null,
        [var only] => $"{only.Partition.Name} cannot be read: {only.Reason}",
        [var first, ..] => $"{first.Partition.Name} and {_away.Count - 1} more cannot be read: {first.Reason}",
    };
}
