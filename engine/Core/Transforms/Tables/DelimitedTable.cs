using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders;
using StreamGuard.Core.Decoders.Csv;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>Reads tables whose cells a character divides. Every error names the file and, where there is one, the line.</summary>
internal sealed class DelimitedTable(string name, Delimiter delimiter) : ITableReader
{
    public string Name { get; } = name;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its content is not as the request says.</exception>
    public TableRows Read(TableRequest request)
    {
        var text = TableFile.Read(request.Path!);
        var reading = new Reading(request, delimiter);
        return new TableRows(reading.Read(text), SHA256.HashData(text)) { PlaceOf = row => $"line {reading.Lines[row]}" };
    }

    private sealed class Reading(TableRequest request, Delimiter delimiter)
    {
        private readonly CsvConversion[] _conversions = [.. request.Columns.Select(column => new CsvConversion(column))];
        private readonly string[] _wanted = [.. request.Columns.Select(column => column.From ?? column.Name)];

        /// <summary>Line of each row, counted from 1.</summary>
        public List<int> Lines { get; } = [];

        public Batch Read(byte[] text)
        {
            var record = new CsvRecord(delimiter.Byte());
            var builder = new BatchBuilder(new Schema(request.Columns.Select(column => new Field(column.Name, column.Type))));
            IReadOnlyList<string>? names = request.Header ? null : _wanted;
            int[] places = request.Header ? [] : [.. Enumerable.Range(0, _wanted.Length)];
            for (int at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0, line = 1, next; at < text.Length; at = next)
            {
                next = at + record.Read(text.AsSpan(at), out var reason);
                var bytes = text.AsSpan(at, next - at);
                if (reason is not null) throw Wrong(line, reason);
                if (bytes.ContainsAnyExcept((byte)'\r', (byte)'\n'))
                {
                    if (names is null) places = Places(names = Names(record, bytes), line);
                    else Append(builder, record, bytes, places, names.Count, line);
                }

                line += bytes.Count((byte)'\n');
            }

            return names is null ? throw Wrong(1, "there is no header") : builder.Build();
        }

        private static List<string> Names(CsvRecord record, ReadOnlySpan<byte> bytes)
        {
            var names = new List<string>();
            for (var cell = 0; cell < record.Count; cell++) names.Add(Encoding.UTF8.GetString(record.Text(bytes, cell)));
            return names;
        }

        /// <summary>Where the header has each column.</summary>
        private int[] Places(IReadOnlyList<string> names, int line) => [.. _wanted.Select(name => names.ToList().IndexOf(name) is >= 0 and var place
            ? place
            : throw Wrong(line, $"the header has no column '{name}'; it has {string.Join(", ", names)}"))];

        private void Append(BatchBuilder builder, CsvRecord record, ReadOnlySpan<byte> bytes, int[] places, int cells, int line)
        {
            if (record.Count != cells) throw Wrong(line, $"{record.Count} cells, where {cells} are expected");
            for (var column = 0; column < places.Length; column++)
            {
                var cell = record.Text(bytes, places[column]);
                if (cell.IsEmpty && !record.IsQuoted(places[column])) builder[column].AppendNull();
                else if (_conversions[column].Append(cell, builder[column]) is { } reason) throw Wrong(line, reason);
            }

            Lines.Add(line);
        }

        private InvalidDataException Wrong(int line, string reason) => new($"{request.Path}:{line}: {reason}");
    }
}
