using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>Reads a table into a batch. Every error names the file and, where there is one, the line.</summary>
internal sealed class TableReader(TableOptions options)
{
    /// <summary>Columns of the batch: those of the options, then the row's number where it is asked for.</summary>
    public Schema Schema { get; } = SchemaOf(options);

    /// <summary>Line of each row, counted from 1.</summary>
    public List<int> Lines { get; } = [];

    public static Schema SchemaOf(TableOptions options)
    {
        var fields = options.Columns.Select(column => new Field(column.Key, column.Value));
        return new Schema(options.RowNumber is { } number ? fields.Append(new Field(number, ColumnType.Int)) : fields);
    }

    /// <summary>The rows, and behind them one of nulls, for those that match nothing.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its content is not as the options say.</exception>
    public Batch Read()
    {
        var text = new TableText(ReadFile(), IsTsv() ? (byte)'\t' : (byte)',');
        try
        {
            var names = options.Header ? Header(text) : [.. options.Columns.Keys];
            var places = Places(names);
            var builder = new BatchBuilder(Schema);
            while (text.Next() is { } row)
            {
                if (row.Count != names.Count) throw new FormatException($"{row.Count} cells, where {names.Count} are expected");
                Append(builder, row, places, text.Line);
            }

            builder.Row(new object?[Schema.Count]);
            return builder.Build();
        }
        catch (FormatException problem)
        {
            throw new InvalidDataException($"{options.Path}:{Math.Max(1, text.Line)}: {problem.Message}", problem);
        }
    }

    private byte[] ReadFile()
    {
        if (!File.Exists(options.Path)) throw new FileNotFoundException($"the table '{options.Path}' does not exist", options.Path);
        using var file = InputFile.Open(options.Path, 0);
        using var content = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = file.Read(block, content.Length)) > 0;) content.Write(block, 0, read);
        return content.ToArray();
    }

    private bool IsTsv()
    {
        if (options.Format is { } format) return format == TableFormat.Tsv;
        var path = InputFile.IsPacked(options.Path) ? Path.GetFileNameWithoutExtension(options.Path) : options.Path;
        return Path.GetExtension(path) is ".tsv" or ".txt";
    }

    private static List<string> Header(TableText text) =>
        (text.Next() ?? throw new FormatException("there is no header")).ConvertAll(cell => Encoding.UTF8.GetString(cell.Bytes));

    private int[] Places(List<string> names) => [.. options.Columns.Keys.Select(name => names.IndexOf(name) is >= 0 and var place
        ? place
        : throw new FormatException($"the header has no column '{name}'; it has {string.Join(", ", names)}"))];

    private void Append(BatchBuilder builder, List<Cell> row, int[] places, int line)
    {
        for (var column = 0; column < places.Length; column++)
            if (!TryAppend(builder[column], row[places[column]]))
                throw new FormatException($"{Cells.Quote(row[places[column]].Bytes)} in column '{Schema[column].Name}' is no {Schema[column].Type}");
        if (options.RowNumber is not null) builder.Ints(places.Length).Append(Lines.Count);
        Lines.Add(line);
    }

    private static bool TryAppend(ColumnBuilder output, Cell cell)
    {
        if (cell is { Bytes.Length: 0, IsQuoted: false })
        {
            output.AppendNull();
            return true;
        }

        switch (output.Type.Kind)
        {
            case Kind.Int when Cells.TryInt(cell.Bytes, out var value): ((FixedBuilder<long>)output).Append(value); return true;
            case Kind.Float when Cells.TryFloat(cell.Bytes, out var value): ((FixedBuilder<double>)output).Append(value); return true;
            case Kind.Bool when Cells.TryBool(cell.Bytes, out var value): ((FixedBuilder<bool>)output).Append(value); return true;
            case Kind.Timestamp when Timestamps.TryParse(Encoding.UTF8.GetString(cell.Bytes), out var value): ((FixedBuilder<long>)output).Append(value); return true;
            case Kind.Duration when Duration.Parse(Encoding.UTF8.GetString(cell.Bytes)) is { } value: ((FixedBuilder<long>)output).Append(value.Microseconds); return true;
            case Kind.String or Kind.Json: ((TextBuilder)output).Append(cell.Bytes); return true;
            default: return false;
        }
    }
}
