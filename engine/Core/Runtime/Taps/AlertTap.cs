using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>An alert, and the rows before it that led to it.</summary>
/// <param name="Row">The alert.</param>
/// <param name="Origin">Where they passed; null where the pipeline does not know.</param>
/// <param name="Behind">As far as they were still held, the oldest first.</param>
public sealed record TappedAlert(TappedRow Row, AlertOrigin? Origin, IReadOnlyList<TappedRow> Behind);

/// <summary>
/// Keeps the newest alerts of a pipeline, each with the last rows of its key where rows led to it; a bounded number of both.
/// For that it holds on to the last rows that came to the rules (<see cref="RowTrail"/>).
/// </summary>
public sealed class AlertTap
{
    private const int PerSecond = 20;
    private const int Kept = 100;
    private const int RowsBehind = 10;
    private const int LongestText = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<TappedAlert> _alerts = [];
    private readonly Dictionary<string, RowTrail> _trails = [];
    private readonly Allowance _allowance;
    private readonly TimeProvider _clock;
    private long _newest;
    private long _seen;

    public AlertTap(PipelineTaps taps)
    {
        (_clock, _allowance) = (taps.Clock, new Allowance(PerSecond, taps.Clock));
        taps.Watch(Alerts);
        taps.Watch(Trail);
    }

    /// <summary>Alerts that came, kept or not.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>The columns that every rule adds.</summary>
    public static bool AreAlerts(Schema schema) => new[] { "alert_id", "rule", "severity", "message" }.All(name => schema.IndexOf(name) >= 0);

    /// <summary>Alerts that are kept and newer than one that is known, the oldest first.</summary>
    public IReadOnlyList<TappedAlert> After(long id)
    {
        lock (_lock) return [.. _alerts.SkipWhile(alert => alert.Row.Id <= id)];
    }

    /// <summary>One that is kept; null when it is not.</summary>
    public TappedAlert? Find(long id)
    {
        lock (_lock) return _alerts.FirstOrDefault(alert => alert.Row.Id == id);
    }

    /// <summary>Lets go of the rows of a run that has ended; alerts stay with theirs.</summary>
    public void Rest()
    {
        lock (_lock)
            foreach (var trail in _trails.Values) trail.Clear();
    }

    private Watcher? Alerts(Plan plan, PlanInput place) => IsAlerts(plan, place) ? new Watcher(this, AlertOrigin.Of(plan, place.Node)) : null;

    private RowTrail? Trail(Plan plan, PlanInput place)
    {
        if (place.Dead || !plan.Nodes.Any(node => IsAlerts(plan, new PlanInput(node.Name, false)) && AlertOrigin.Of(plan, node.Name).Values.Any(origin => origin.Place == place.Node))) return null;
        lock (_lock) return _trails.TryGetValue(place.Node, out var known) ? known : _trails[place.Node] = new RowTrail(_clock);
    }

    /// <summary>Alerts that a sink takes.</summary>
    private static bool IsAlerts(Plan plan, PlanInput place) =>
        !place.Dead && AreAlerts(plan.Node(place.Node).Schema) && plan.Readers(place.Node).Any(reader => reader.Role == Role.Sink);

    private void Take(string component, Batch batch, IReadOnlyDictionary<string, AlertOrigin> origins)
    {
        lock (_lock)
        {
            Interlocked.Add(ref _seen, batch.Rows);
            var many = _allowance.Grant(batch.Rows);
            for (var i = 0; i < many; i++) Keep(TappedRow.Of(_newest + 1, _clock.GetUtcNow(), component, batch, (int)((long)i * batch.Rows / many), LongestText), origins);
        }
    }

    private void Keep(TappedRow alert, IReadOnlyDictionary<string, AlertOrigin> origins)
    {
        _newest++;
        var origin = origins.GetValueOrDefault(alert.Values[alert.Schema.IndexOf("rule")] as string ?? "");
        var behind = origin is not null && _trails.TryGetValue(origin.Place, out var trail) ? trail.Last(RowsBehind, new RowsOfKey(alert, origin).Matches) : [];
        _alerts.Enqueue(new TappedAlert(alert, origin, behind));
        if (_alerts.Count > Kept) _alerts.Dequeue();
    }

    private sealed class Watcher(AlertTap tap, IReadOnlyDictionary<string, AlertOrigin> origins) : IWatcher
    {
        public void Take(string component, Batch batch) => tap.Take(component, batch, origins);
    }
}
