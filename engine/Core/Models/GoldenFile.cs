using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Decoders.Csv;

namespace StreamGuard.Core.Models;

/// <summary>Rows with the answers a model must give: CSV with a header, packed or not. An empty cell is a null.</summary>
internal sealed class GoldenFile
{
    private readonly List<string?[]> _cells;

    private GoldenFile(IReadOnlyList<string> names, List<string?[]> cells)
    {
        (Names, _cells) = (names, cells);
        Schema = new Schema(Names.Distinct().Where(name => Cells(name).All(cell => cell is null || Number(cell) is not null)).Select(name => new Field(name, ColumnType.Float)));
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns that hold numbers only, as floats.</summary>
    public Schema Schema { get; }

    public int Rows => _cells.Count;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no table.</exception>
    public static GoldenFile Read(string path)
    {
        var text = Unpacked(path);
        var record = new CsvRecord((byte)',');
        var rows = new List<string?[]>();
        for (int at = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0, next; at < text.Length; at = next)
        {
            next = at + record.Read(text.AsSpan(at), out var reason);
            if (reason is not null) throw new InvalidDataException($"{path}: row {rows.Count}: {reason}");
            var bytes = text.AsSpan(at, next - at);
            if (bytes.ContainsAnyExcept((byte)'\r', (byte)'\n')) rows.Add(Cells(record, bytes));
            if (rows[^1].Length != rows[0].Length) throw new InvalidDataException($"{path}: row {rows.Count - 1} has {rows[^1].Length} cells, and the header {rows[0].Length}");
        }

        return rows.Count == 0 ? throw new InvalidDataException($"{path} is empty") : new GoldenFile([.. rows[0].Select(name => name ?? "")], rows[1..]);
    }

    /// <summary>Rows as a batch of <see cref="Schema"/>, held by the caller.</summary>
    public Batch Batch(int from, int rows)
    {
        var builder = new BatchBuilder(Schema);
        var places = Schema.Names.Select(name => Names.ToList().IndexOf(name)).ToArray();
        for (var row = from; row < from + rows; row++)
            for (var i = 0; i < places.Length; i++)
            {
                if (_cells[row][places[i]] is { } cell) builder.Floats(i).Append(Number(cell)!.Value);
                else builder[i].AppendNull();
            }

        return builder.Build();
    }

    /// <summary>Cells of a column; null for an empty one.</summary>
    public IEnumerable<string?> Cells(string name)
    {
        var place = Names.ToList().IndexOf(name);
        return _cells.Select(row => row[place]);
    }

    /// <summary>A number with any decimals, NaN or an infinity; null when it is none.</summary>
    public static double? Number(string? cell) => cell switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static string?[] Cells(CsvRecord record, ReadOnlySpan<byte> bytes)
    {
        var cells = new string?[record.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            var text = record.Text(bytes, i);
            cells[i] = text.IsEmpty && !record.IsQuoted(i) ? null : Encoding.UTF8.GetString(text);
        }

        return cells;
    }

    private static byte[] Unpacked(string path)
    {
        using var file = InputFile.Open(path, 0);
        using var content = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = file.Read(block, content.Length)) > 0;) content.Write(block, 0, read);
        return content.ToArray();
    }
}
