using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Reads tables page by page, the newest row first, all of them as if they were one.</summary>
internal sealed class RowPages(Asker asker, ApiSettings settings)
{
    /// <summary>Columns that stand before the row's own.</summary>
    private const int Added = 2;

    /// <summary>One page.</summary>
    /// <param name="parts">The tables, each with the condition that its rows must meet.</param>
    /// <param name="period">Of which times.</param>
    /// <param name="behind">The last row of the page before; null for the first page.</param>
    /// <param name="rows">Most rows.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The rows, and the place of the last one when there are more.</returns>
    /// <exception cref="QueryException">A table cannot be asked.</exception>
    public async Task<(IReadOnlyList<PlacedRow> Rows, Cursor? Last)> ReadAsync(IReadOnlyList<(StoredTable Table, string Condition)> parts, Period period, Cursor? behind, int rows, CancellationToken stop)
    {
        var found = new List<(List<PlacedRow> Rows, bool IsCut)>();
        foreach (var (table, condition) in parts.OrderBy(part => part.Table.Id, StringComparer.Ordinal))
        {
            var answer = await AskAsync(table, Question(table, condition, period, behind, rows), stop).ConfigureAwait(false);
            var columns = answer.Columns.Skip(Added).ToList();
            found.Add(([.. answer.Rows.Select(row => PlacedRow.Of(table, columns, row, settings.Mask))], answer.IsCut));
        }

        // Rows of a table stay in the order that the database has given them.
        var all = found.SelectMany(each => each.Rows).OrderByDescending(row => row.Time).ThenBy(row => row.Table.Id, StringComparer.Ordinal).ToList();
        // Behind the last row that is known of a table, others of it may stand before those of the other tables.
        var known = found.Where(each => each.IsCut).Select(each => all.IndexOf(each.Rows[^1]) + 1).DefaultIfEmpty(all.Count).Min();
        var page = all.Take(Math.Min(rows, known)).ToList();
        var hasMore = page.Count < all.Count || found.Any(each => each.IsCut);
        return (page, hasMore && page.Count > 0 ? PlaceOf(page, behind) : null);
    }

    private async Task<Answer> AskAsync(StoredTable table, Question question, CancellationToken stop)
    {
        try
        {
            return await asker.AskAsync(question, settings.Bytes, stop).ConfigureAwait(false);
        }
        catch (QueryException failed) when (failed.IsRefused)
        {
            // It is not the client's: the table is not what it was a moment ago.
            throw new QueryException($"the table '{table.Name}' cannot be asked: {failed.Message}", isRefused: false);
        }
    }

    private Question Question(StoredTable table, string condition, Period period, Cursor? behind, int rows)
    {
        var (time, tie) = ($"t.{Sql.Name(table.Time!)}", table.Tie);
        var text = FormattableString.Invariant($"select epoch_us({time}), {tie}, t.* from {table.From} as t where {condition} and {Printable(period).Condition(table.Time!)} and {Behind(table, time, behind)} order by {time} desc, {tie} desc limit {rows + 1} offset {(behind?.Table == table.Id ? behind.Same : 0)}");
        return new Question(text)
        {
            Store = table.Source.Table is null ? null : table.Source.Path,
            Tables = table.Source.Table is null ? new Dictionary<string, QueryTable> { [table.Name] = table.Source } : new Dictionary<string, QueryTable>(),
            MostRows = rows,
            Longest = settings.Time,
        };
    }

    /// <summary>Times that can be told.</summary>
    private static Period Printable(Period period) => new(period.From ?? DateTimeOffset.MinValue, period.Until ?? DateTimeOffset.MaxValue);

    private static string Behind(StoredTable table, string time, Cursor? behind)
    {
        if (behind is null) return "true";
        var at = Period.Moment(new DateTimeOffset(Timestamps.ToDateTime(behind.Time), TimeSpan.Zero));
        return string.CompareOrdinal(table.Id, behind.Table) switch
        {
            < 0 => $"{time} < {at}",
            > 0 => $"{time} <= {at}",
            _ => $"{time} <= {at} and ({time} < {at} or {table.Tie} <= {Sql.Text(behind.Tie)})",
        };
    }

    private static Cursor PlaceOf(List<PlacedRow> page, Cursor? behind)
    {
        var last = page[^1];
        var same = page.Count(row => row.IsLike(last.Time, last.Table.Id, last.Tie));
        var before = behind is not null && last.IsLike(behind.Time, behind.Table, behind.Tie) ? behind.Same : 0;
        return new Cursor(last.Time, last.Table.Id, last.Tie, same + before);
    }

    /// <summary>A row and its place among all.</summary>
    internal sealed record PlacedRow(StoredTable Table, long Time, string Tie, StoredRow Row)
    {
        public static PlacedRow Of(StoredTable table, IReadOnlyList<QueryColumn> columns, string?[] row, ColumnMask mask) => new(
            table,
            long.Parse(row[0]!, CultureInfo.InvariantCulture),
            row[1]!,
            new StoredRow(columns, new ArraySegment<string?>(row, Added, row.Length - Added)).Masked(mask));

        public bool IsLike(long time, string table, string tie) => Time == time && Table.Id == table && Tie == tie;
    }
}
