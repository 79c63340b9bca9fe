namespace StreamGuard.Host.Service.Alerts;

/// <summary>
/// What is known to be wrong, so that nobody is told of it again and again: a problem is told once, then now and then for as
/// long as it lasts. One that changes with each failure is told a few times an hour at most.
/// </summary>
internal sealed class Incidents(TimeProvider clock)
{
    /// <summary>What lasts is told again after this time.</summary>
    public static readonly TimeSpan Reminder = TimeSpan.FromHours(6);

    /// <summary>Of one kind and pipeline an hour.</summary>
    public const int MostAnHour = 5;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Pipeline, string Rule), Incident> _known = [];

    /// <summary>Notes a problem; true when it is to be told now.</summary>
    /// <param name="pipeline">Whose: its file.</param>
    /// <param name="rule">What kind of problem.</param>
    /// <param name="problem">What it is; null of one that is another each time.</param>
    public bool Note(string pipeline, string rule, string? problem)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!_known.TryGetValue((pipeline, rule), out var known)) _known[(pipeline, rule)] = known = new Incident();
            var isOver = !known.IsOpen || problem is null || known.Problem != problem || now - known.Told[^1] >= Reminder;
            known.Told.RemoveAll(told => now - told >= Reminder);
            if (!isOver || known.Told.Count(told => now - told < Hour) >= MostAnHour) return false;
            (known.IsOpen, known.Problem) = (true, problem);
            known.Told.Add(now);
            return true;
        }
    }

    /// <summary>True when something of the kind has been told, and not that it is over.</summary>
    public bool IsOpen(string pipeline, string rule)
    {
        lock (_lock) return _known.TryGetValue((pipeline, rule), out var known) && known.IsOpen;
    }

    /// <summary>What has been told is over; true when something was.</summary>
    public bool Close(string pipeline, string rule)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue((pipeline, rule), out var known) || !known.IsOpen) return false;
            known.IsOpen = false;
            return true;
        }
    }

    /// <summary>The pipeline is gone.</summary>
    public void Forget(string pipeline)
    {
        lock (_lock)
            foreach (var key in _known.Keys.Where(key => key.Pipeline == pipeline).ToList()) _known.Remove(key);
    }

    private sealed class Incident
    {
        public bool IsOpen { get; set; }

        public string? Problem { get; set; }

        public List<DateTimeOffset> Told { get; } = [];
    }
}
