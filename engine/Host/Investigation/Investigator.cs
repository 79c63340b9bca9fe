using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Investigation;

/// <summary>Finds what a pipeline has written about a key.</summary>
/// <param name="evidence">What it has written.</param>
/// <param name="tables">Those that have the key's column.</param>
/// <param name="key">Whom it is about.</param>
/// <param name="period">When.</param>
internal sealed class Investigator(Evidence evidence, IReadOnlyList<EvidenceTable> tables, Key key, Period period)
{
    /// <summary>Alerts that are told with what led to them; the newest.</summary>
    public const int MostAlerts = 50;

    private const int MostTypes = 5;
    private const int MostBars = 400;

    // The years that the calendar has, with room for a step behind the last.
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.AddDays(-2).ToUnixTimeMilliseconds();

    private static readonly TimeSpan[] Steps = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private readonly IReadOnlyList<EvidenceTable> _events = [.. tables.Where(table => table is { HasAlerts: false, Time: not null })];
    private readonly IReadOnlyList<EvidenceTable> _alerts = [.. tables.Where(table => table is { HasAlerts: true, Time: not null })];

    /// <summary>The events of the key over time.</summary>
    /// <param name="by">The column that tells types apart, where a table has it.</param>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    public Timeline Timeline(string by)
    {
        if (_events.Count == 0) return new Timeline(null, Steps[^1], [], []);
        var all = $"with seen as ({string.Join(" union all ", _events.Select(table => $"select epoch_ms({Sql.Name(table.Time!)}) as moment, {Type(table, by)} as kind from {Sql.Name(table.Name)} where {Conditions(table)}"))})";
        var whole = evidence.Ask($"{all} select count(*), min(moment), max(moment) from seen").Rows[0];
        var count = Whole(whole[0]);
        if (count == 0) return new Timeline(null, Steps[^1], [], []);
        var (first, last) = (Whole(whole[1]), Whole(whole[2]));
        var step = Steps.FirstOrDefault(each => (last - first) / (long)each.TotalMilliseconds < MostBars, Steps[^1]);
        var millis = (long)step.TotalMilliseconds;
        // Types may be as many as events: whoever sends them chooses.
        var types = evidence.Ask(FormattableString.Invariant($"{all} select kind, count(*) from seen group by all order by count(*) desc, kind limit {MostTypes + 2}")).Rows;
        var named = types.Count <= MostTypes + 1 ? types : types[..MostTypes];
        var type = named.Count == types.Count ? "kind" : $"case when kind in ({string.Join(", ", named.Select(row => Sql.Text(row[0]!)))}) then kind else {Sql.Text(Investigation.Timeline.Others)} end";
        var bars = evidence.Ask($"{all} select moment // {millis} as place, {type} as kind, count(*) from seen group by all order by place").Rows;
        var counts = named.Select(row => new TypeCount(row[0]!, Whole(row[1]))).ToList();
        if (named.Count < types.Count) counts.Add(new TypeCount(Investigation.Timeline.Others, count - counts.Sum(each => each.Count)));
        return new Timeline(
            _events.Any(table => table.Has(by)) ? by : null,
            step,
            counts,
            [.. bars.GroupBy(row => Whole(row[0])).Select(bar => new TimelineBar(At(bar.Key * millis), bar.ToDictionary(row => row[1]!, row => Whole(row[2]))))])
        {
            First = At(first),
            Last = At(last),
        };
    }

    /// <summary>The newest alerts of the key, with the events before each, and how many alerts there are.</summary>
    /// <param name="before">Events told of each.</param>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    public (IReadOnlyList<KeyAlert> Alerts, long Count) Alerts(int before)
    {
        var (found, count) = (new List<(long At, FoundRow Row)>(), 0L);
        foreach (var table in _alerts)
        {
            var (columns, rows) = evidence.Ask($"select epoch_ms({Sql.Name(table.Time!)}), count(*) over (), * from {Sql.Name(table.Name)} where {Conditions(table)} order by {Sql.Name(table.Time!)} desc limit {MostAlerts}");
            if (rows.Count > 0) count += Whole(rows[0][1]);
            found.AddRange(rows.Select(row => (Whole(row[0]), new FoundRow([.. columns.Skip(2)], row[2..]))));
        }

        found = [.. found.OrderByDescending(alert => alert.At).Take(MostAlerts).OrderBy(alert => alert.At)];
        var events = Before([.. found.Select(alert => alert.At).Distinct()], before);
        return ([.. found.Select(alert => new KeyAlert(At(alert.At), alert.Row, events[alert.At]))], count);
    }

    /// <summary>Keys that are written nearly so.</summary>
    /// <exception cref="QueryException">It cannot be answered.</exception>
    public IReadOnlyList<string> Near()
    {
        if (tables.Count == 0) return [];
        var keys = string.Join(" union ", tables.Select(table => $"select distinct {key.Expression} as k from {Sql.Name(table.Name)}"));
        var distance = $"damerau_levenshtein(lower(k), lower({Sql.Text(key.Value)}))";
        var far = Math.Max(2, key.Value.Length / 3);
        var (_, rows) = evidence.Ask(FormattableString.Invariant($"select k from ({keys}) where length(k) <= 200 and ({distance} <= {far} or starts_with(lower(k), lower({Sql.Text(key.Value)}))) order by {distance}, k limit 5"));
        return [.. rows.Select(row => row[0]!)];
    }

    /// <summary>For each time the key's last events up to it. A part of the question for each: the database keeps no more rows of a part than are told.</summary>
    private Dictionary<long, List<KeyEvent>> Before(IReadOnlyList<long> times, int count)
    {
        var before = times.ToDictionary(at => at, _ => new List<KeyEvent>());
        if (times.Count == 0 || count == 0) return before;
        foreach (var table in _events)
        {
            var parts = times.Select(at => FormattableString.Invariant($"(select {at} as streamguard_alert, epoch_ms({Sql.Name(table.Time!)}) as streamguard_at, * from {Sql.Name(table.Name)} where {key.Condition} and {Sql.Name(table.Time!)} < {Period.Moment(At(at + 1))} order by {Sql.Name(table.Time!)} desc limit {count})"));
            var (columns, rows) = evidence.Ask(string.Join(" union all ", parts));
            foreach (var row in rows) before[Whole(row[0])].Add(new KeyEvent(At(Whole(row[1])), table.Title, new FoundRow([.. columns.Skip(2)], row[2..])));
        }

        foreach (var at in times) before[at] = [.. before[at].OrderByDescending(each => each.At).Take(count).OrderBy(each => each.At)];
        return before;
    }

    private string Conditions(EvidenceTable table) => $"{key.Condition} and {Sql.Name(table.Time!)} is not null and {period.Condition(table.Time!)}";

    private static string Type(EvidenceTable table, string by) => table.Has(by) ? $"coalesce(cast({Sql.Name(by)} as varchar), 'null')" : Sql.Text(table.Title);

    private static DateTimeOffset At(long millis) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(millis, Earliest, Latest));

    private static long Whole(string? cell) => long.Parse(cell!, CultureInfo.InvariantCulture);
}
