using System.Buffers;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Shows rows on the screen as they come: a table for people, JSON lines for programs. Always whole lines, to standard
/// output.
/// </summary>
/// <example>
/// console: { format: table, columns: [window_start, rule, message], limit: 100 }
/// </example>
public sealed record ConsoleOptions
{
    /// <summary>auto is a table on a terminal and JSON lines where output is redirected.</summary>
    public ConsoleFormat Format { get; init; } = ConsoleFormat.Auto;

    /// <summary>Columns to show, in order; all when left out, those that fit in a table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Shows no more rows than this; the rest is counted.</summary>
    [Positive]
    public long? Limit { get; init; }
}

/// <summary>How rows are shown.</summary>
public enum ConsoleFormat
{
    /// <summary>A table on a terminal, JSON lines elsewhere.</summary>
    Auto,

    /// <summary>Columns side by side, for people.</summary>
    Table,

    /// <summary>An object a line, for programs.</summary>
    Json,
}

internal sealed class ConsoleSink(ConsoleOptions options, Func<Terminal>? open = null) : ISink
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly StringBuilder _lines = new();
    private Schema? _schema;
    private int[] _columns = [];
    private RowJson? _rowJson;
    private ConsoleTable? _table;
    private Terminal? _terminal;
    private SinkContext? _context;
    private long _shown;
    private long _hidden;

    public bool TakesBuffer => false;

    public void Bind(SinkBinding binding)
    {
        _columns = options.Columns.Count == 0
            ? InOrder(binding.Input)
            : [.. options.Columns.Select((name, i) => binding.RequireColumn($"columns[{i}]", name, binding.Input)).Where(column => column >= 0).Distinct()];
        _schema = new Schema(_columns.Select(column => binding.Input[column]));
        binding.Guarantees(Delivery.AtLeastOnce, "visible at once");
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        _terminal = (open ?? Terminal.Standard)();
        var asTable = options.Format == ConsoleFormat.Table || (options.Format == ConsoleFormat.Auto && _terminal.IsTerminal);
        if (asTable) _table = new ConsoleTable(_schema!, _terminal.Width);
        else _rowJson = new RowJson(_schema!);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        var rows = (int)Math.Min(batch.Rows, (options.Limit ?? long.MaxValue) - _shown);
        _shown += rows;
        _hidden += batch.Rows - rows;
        if (rows > 0) Show(batch, rows);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseAsync()
    {
        if (_hidden > 0 && _table is not null) _terminal!.Out.WriteLine($"(rows not shown: {_hidden})");
        _terminal?.Out.Flush();
        return ValueTask.CompletedTask;
    }

    /// <summary>People want to see when, first of all, and the number of an alert last; a program finds its names anywhere.</summary>
    private static int[] InOrder(Schema schema) =>
        [.. Enumerable.Range(0, schema.Count).OrderBy(column => schema[column].Name == schema.EventTime ? 0 : schema[column].Name == "alert_id" ? 2 : 1)];

    private void Show(Batch batch, int rows)
    {
        var columns = new Column[_schema!.Count];
        for (var i = 0; i < columns.Length; i++) (columns[i] = batch[_columns[i]]).Retain();
        var shown = batch.With(_schema, columns);
        if (_table is not null)
        {
            _table.Write(shown, rows, _lines);
            _terminal!.Out.Write(_lines);
            _context!.Wrote(Encoding.UTF8.GetByteCount(_lines.ToString()));
            _lines.Clear();
        }
        else
        {
            WriteJson(shown, rows);
        }

        shown.Release();
        _terminal!.Out.Flush();
    }

    private void WriteJson(Batch batch, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            _rowJson!.Write(batch, row, _json);
            _json.Write("\n"u8);
        }

        _terminal!.Out.Write(Encoding.UTF8.GetString(_json.WrittenSpan));
        _context!.Wrote(_json.WrittenCount);
        _json.ResetWrittenCount();
    }
}
