using System.Text;
using System.Text.Unicode;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>Decodes the records of a chunk of a table.</summary>
internal sealed class CsvWorker(CsvOptions options, IReadOnlyList<ColumnSpec> columns, CsvPlaces? rowPlaces) : IDecodeWorker
{
    private readonly CsvRecord _record = new(options.Delimiter.Byte());
    private readonly CsvConversion[] _conversions = [.. columns.Select(column => new CsvConversion(column))];
    private readonly byte[][] _nulls = [.. options.Nulls.Select(Encoding.UTF8.GetBytes)];
    private IReadOnlyList<string>? _names;
    private int[]? _places;
    private string? _partition;
    private byte[] _file = [];

    public void Decode(RawChunk chunk, DecodeResult result)
    {
        var header = (CsvHeader)chunk.Header!;
        var places = PlacesIn(header, chunk.Partition);
        if (chunk.IsOneRecord || chunk.Records is not null)
        {
            Apart(chunk, header, places, result);
            return;
        }

        NameFile(chunk.Partition);
        var isHeader = header.IsHere;
        var number = chunk.FirstRecord - (header.Names is null ? 0 : 1);
        for (var at = 0; at < chunk.Length; isHeader = false, number++)
        {
            var length = _record.Read(chunk.Bytes[at..], out var reason);
            // A blank line is no row, except where a row is a single cell.
            if (!isHeader && (!chunk.Bytes.Slice(at, length).TrimEnd("\r\n"u8).IsEmpty || header.Cells == 1))
                One(chunk, at, length, reason, header, places, result, number);
            at += length;
        }
    }

    /// <summary>Records that came one by one: each ends where it ends, whatever stands in it, and an empty one is a bad one.</summary>
    private void Apart(RawChunk chunk, CsvHeader header, int[] places, DecodeResult result)
    {
        var count = chunk.Records?.Count ?? 1;
        for (int record = 0, at = 0; record < count; record++)
        {
            var end = Math.Min(chunk.Records?.EndOf(record) ?? chunk.Length, chunk.Length);
            var length = _record.Read(chunk.Bytes[at..end], out var reason);
            if (length < end - at) reason ??= "a line stands behind the record";
            One(chunk, at, end - at, reason, header, places, result);
            at = end;
        }
    }

    private void One(RawChunk chunk, int at, int length, string? reason, CsvHeader header, int[] places, DecodeResult result, long number = -1)
    {
        var bytes = chunk.Bytes.Slice(at, length);
        var written = bytes.TrimEnd("\r\n"u8).Length;
        var rows = result.Rows[0].Length;
        reason ??= Row(bytes, header, places, result.Rows);
        if (reason is null)
        {
            rowPlaces?.Append(number, _file, result.Rows);
            result.RowAt(chunk.Position + at, written);
            return;
        }

        result.Rows.Truncate(rows);
        result.Reject(at, written, reason);
    }

    private string? Row(ReadOnlySpan<byte> bytes, CsvHeader header, int[] places, BatchBuilder rows)
    {
        if (header.OrMore && _record.Count < header.Cells) return $"fewer cells than columns: {_record.Count}, not {header.Cells}";
        if (!header.OrMore && _record.Count != header.Cells) return $"another number of cells than in the first record: {_record.Count}, not {header.Cells}";
        if (!Utf8.IsValid(bytes)) return "not valid UTF-8";
        for (var column = 0; column < places.Length; column++)
        {
            if (places[column] < 0)
            {
                rows[column].AppendNull();
                continue;
            }

            var cell = _record.Text(bytes, places[column]);
            if (!_record.IsQuoted(places[column]) && IsNull(cell)) rows[column].AppendNull();
            else if (_conversions[column].Append(cell, rows[column]) is { } reason) return reason;
        }

        return null;
    }

    private bool IsNull(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return true;
        foreach (var word in _nulls)
            if (cell.SequenceEqual(word)) return true;
        return false;
    }

    /// <summary>The cell of each column.</summary>
    /// <exception cref="InvalidDataException">The table lacks one, or has two of its name.</exception>
    private int[] PlacesIn(CsvHeader header, string partition)
    {
        if (_places is not null && ReferenceEquals(header.Names, _names) && (header.Names is not null || header.Cells >= columns.Count)) return _places;
        _places = new int[columns.Count];
        for (var column = 0; column < columns.Count; column++) _places[column] = PlaceOf(column, header, partition);
        if (Array.TrueForAll(_places, place => place < 0)) throw new InvalidDataException($"'{partition}' has none of the columns; it has {string.Join(", ", header.Names!)}");
        _names = header.Names;
        return _places;
    }

    private int PlaceOf(int column, CsvHeader header, string partition)
    {
        if (header.Names is not { } names)
        {
            return column < header.Cells
                ? column
                : throw new InvalidDataException($"'{partition}' has {header.Cells} cells a row, and {columns.Count} columns are asked for");
        }

        var wanted = columns[column].From ?? columns[column].Name;
        var places = Enumerable.Range(0, names.Count).Where(place => names[place] == wanted).ToList();
        return places.Count switch
        {
            1 => places[0],
            0 when options.Missing == CsvMissing.Null => -1,
            0 => throw new InvalidDataException($"'{partition}' has no column '{wanted}'; it has {string.Join(", ", names)}"),
            _ => throw new InvalidDataException($"'{partition}' has {places.Count} columns '{wanted}'"),
        };
    }

    private void NameFile(string partition)
    {
        if (rowPlaces is null || _partition == partition) return;
        (_partition, _file) = (partition, CsvPlaces.NameOf(partition));
    }
}
