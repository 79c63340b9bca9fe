using System.Globalization;

namespace StreamGuard.Host.Investigation;

/// <summary>Asks how a key's features lie among those of all keys.</summary>
internal static class CohortQuestion
{
    // What is beyond has no deviation that a double can hold.
    private const string Largest = "1e150";

    private static readonly double[] Shares = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Compares; null when the table knows nothing of the key.</summary>
    /// <param name="evidence">Where the table is.</param>
    /// <param name="table">Has rows of features; of each key the newest counts, by the latest time in it.</param>
    /// <param name="key">Whom it is about.</param>
    /// <exception cref="Contracts.QueryException">It cannot be answered.</exception>
    public static Comparison? Ask(Evidence evidence, EvidenceTable table, Key key)
    {
        var newest = Newest(table, key);
        var (columns, rows) = evidence.Ask($"{newest} select * exclude (streamguard_place) from newest where {key.Condition}");
        if (rows.Count == 0) return null;
        var numbers = table.Columns.Where(column => column.IsNumber && column.Name != key.Column).Select(column => column.Name).ToList();
        var keys = long.Parse(evidence.Ask($"{newest} select count(*) from newest").Rows[0][0]!, CultureInfo.InvariantCulture);
        if (numbers.Count == 0) return new Comparison(table.Source.Path, keys, new FoundRow(columns, rows[0]), []);
        var (_, answers) = evidence.Ask($"{newest}, own as (select * from newest where {key.Condition}) {string.Join(" union all ", numbers.Select(Feature))} order by place");
        var features = answers.Select((row, place) => Read(numbers[place], [.. row.Skip(1).Select(Number)]))
            .OrderByDescending(feature => Math.Abs(feature.Distance ?? -1)).ThenBy(feature => feature.Name, StringComparer.Ordinal);
        return new Comparison(table.Source.Path, keys, new FoundRow(columns, rows[0]), [.. features]);
    }

    private static string Newest(EvidenceTable table, Key key)
    {
        var times = table.Columns.Where(column => column.IsTime).Select(column => Sql.Name(column.Name)).ToList();
        var order = times.Count == 0 ? "" : $" order by greatest({string.Join(", ", times)}) desc nulls last";
        return $"with newest as materialized (select * from (select *, row_number() over (partition by {key.Expression}{order}) as streamguard_place from {Sql.Name(table.Name)} where {Sql.Name(key.Column)} is not null) where streamguard_place = 1)";
    }

    private static string Feature(string name, int place)
    {
        var number = $"cast({Sql.Name(name)} as double)";
        var spread = string.Join(", ", Shares.Select(share => FormattableString.Invariant($"quantile_cont(x, {share})")));
        return FormattableString.Invariant($"(select {place} as place, max(v), count(x), avg(x), stddev_samp(x), count(*) filter (x < v), count(*) filter (x = v), {spread} from (select {number} as x from newest where abs({number}) < {Largest}), (select max({number}) as v from own where abs({number}) < {Largest}))");
    }

    private static ComparedFeature Read(string name, double?[] cells)
    {
        var (value, count) = (cells[0], cells[1] ?? 0);
        double? percentile = value is null || count == 0 ? null : 100 * ((cells[4] ?? 0) + (0.5 * (cells[5] ?? 0))) / count;
        return new ComparedFeature(name, value, cells[2], cells[3], percentile, cells[6..]);
    }

    private static double? Number(string? cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
