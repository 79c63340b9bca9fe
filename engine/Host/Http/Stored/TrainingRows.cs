using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Host.Investigation;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Reads a set: its columns, and its rows in the order of its files. Files never change, so that a place in one stays where it is.</summary>
internal sealed class TrainingRows(Asker asker, ApiSettings settings)
{
    /// <summary>Files that one question opens: a page of small files needs more than one, and all of a large set are too many.</summary>
    private const int FilesAtOnce = 64;

    private const string File = "streamguard_file";
    private const string Place = "file_row_number";

    /// <summary>Columns with their types, and how many rows there are.</summary>
    /// <exception cref="QueryException">A file cannot be read.</exception>
    public async Task<(IReadOnlyList<SetColumn> Columns, long Rows)> DescribeAsync(TrainingSet set, CancellationToken stop)
    {
        var columns = await AskAsync(set, $"select column_name, column_type from (describe select * from {Read(set.Files)})", int.MaxValue, stop).ConfigureAwait(false);
        var rows = await AskAsync(set, $"select count(*) from {Read(set.Files)}", 1, stop).ConfigureAwait(false);
        return ([.. columns.Rows.Select(row => new SetColumn(row[0]!, row[1]!))], long.Parse(rows.Rows[0][0]!, CultureInfo.InvariantCulture));
    }

    /// <summary>Refuses what would give whole files away, or their paths, which name the values of the columns they are parted by.</summary>
    /// <exception cref="ApiException">The set has a column that is not to be seen.</exception>
    /// <exception cref="QueryException">A file cannot be read.</exception>
    public async Task RefuseMaskedAsync(TrainingSet set, CancellationToken stop)
    {
        if (settings.Mask.IsEmpty) return;
        var (columns, _) = await DescribeAsync(set, stop).ConfigureAwait(false);
        if (columns.FirstOrDefault(column => settings.Mask.Hides(column.Name)) is { } masked)
            throw new ApiException(403, $"The files of '{set.Name}' have the column '{masked.Name}', which http.mask of the host file masks: /api/training-data/{set.Name}/rows gives the rows without its values.");
    }

    /// <summary>One page.</summary>
    /// <param name="set">What is read.</param>
    /// <param name="cursor">Of the page before; null for the first.</param>
    /// <param name="rows">Most rows.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="ApiException">The cursor is none.</exception>
    /// <exception cref="QueryException">A file cannot be read.</exception>
    public async Task<PageView<StoredRow>> PageAsync(TrainingSet set, string? cursor, int rows, CancellationToken stop)
    {
        var (page, bytes) = (new List<StoredRow>(), settings.Bytes);
        var (first, behind) = Begin(set, cursor);
        for (var at = first; at < set.Files.Count; at += FilesAtOnce)
        {
            var files = set.Files.Skip(at).Take(FilesAtOnce).ToList();
            var skip = at == first ? $"{Place} > {behind} or {File} <> {Sql.Text(files[0].FullName)}" : "true";
            var answer = await AskAsync(set, $"select {File}, {Place}, * exclude ({File}, {Place}) from {Read(files, places: true)} where {skip} order by 1, 2", rows - page.Count, stop, bytes).ConfigureAwait(false);
            var columns = answer.Columns.Skip(2).ToList();
            page.AddRange(answer.Rows.Select(row => new StoredRow(columns, new ArraySegment<string?>(row, 2, row.Length - 2)).Masked(settings.Mask)));
            bytes -= answer.Rows.Sum(row => row.Sum(cell => (long)(cell?.Length ?? 0)));
            var isLast = at + FilesAtOnce >= set.Files.Count && !answer.IsCut;
            if (isLast) break;
            if (answer.Rows.Count > 0 && (answer.IsCut || page.Count == rows || bytes <= 0)) return new PageView<StoredRow>(page, Write(set, answer.Rows[^1]));
        }

        return new PageView<StoredRow>(page, null);
    }

    private static (int File, long Row) Begin(TrainingSet set, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return (0, -1);
        if (!Base64Url.IsValid(cursor) || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('\n') is not ["1", var of, var file, var text]
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row))
            throw ApiException.Bad("This is no cursor of this API: give the value of 'next' of the page before as it is, or none for the first page.");
        if (of != set.Name) throw ApiException.Bad($"This cursor goes on with the set '{of}'.");
        for (var i = 0; i < set.Files.Count; i++)
        {
            var order = string.CompareOrdinal(set.NameOf(set.Files[i]), file);
            // The file may be gone; then the page begins with the one behind it.
            if (order >= 0) return (i, order == 0 ? row : -1);
        }

        return (set.Files.Count, -1);
    }

    private static string Write(TrainingSet set, string?[] row)
    {
        var file = set.Files.First(each => each.FullName == row[0]);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"1\n{set.Name}\n{set.NameOf(file)}\n{row[1]}"));
    }

    private static string Read(IEnumerable<FileInfo> files, bool places = false) =>
        $"read_parquet([{string.Join(", ", files.Select(file => Sql.Text(file.FullName)))}], hive_partitioning = true, union_by_name = true{(places ? $", filename = {Sql.Text(File)}, file_row_number = true" : "")})";

    private Task<Answer> AskAsync(TrainingSet set, string sql, int rows, CancellationToken stop, long? bytes = null) => asker.AskAsync(
        new Question(sql) { Tables = new Dictionary<string, QueryTable> { ["set"] = new(set.Path, Table: null) }, MostRows = rows, Longest = settings.Time }, bytes ?? settings.Bytes, stop);
}

/// <summary>A column of a set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As DuckDB calls it: VARCHAR, BIGINT, DOUBLE, BOOLEAN, TIMESTAMP WITH TIME ZONE, VARCHAR[] …</param>
internal sealed record SetColumn(string Name, string Type);
