using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Writes rows to a file as JSON lines. The rows of a run are appended to what the file holds already.
/// </summary>
/// <example>
/// file: { path: data/alerts.jsonl }
/// </example>
public sealed record FileSinkOptions
{
    /// <summary>The file.</summary>
    [NotEmpty]
    public required string Path { get; init; }
}

internal sealed class FileSink(FileSinkOptions options) : ISink
{
    private const int WriteBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new(WriteBytes);
    private RowJson? _json;
    private AppendedFile? _file;
    private long? _committed;

    public void Bind(SinkBinding binding)
    {
        _json = new RowJson(binding.Input);
        binding.Guarantees(Delivery.ExactlyOnce, "visible at once; after a crash the file is cut back to the last checkpoint");
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _file = new AppendedFile(options.Path, _committed);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        for (var row = 0; row < batch.Rows; row++)
        {
            _json!.Write(batch, row, _lines);
            _lines.Write("\n"u8);
            if (_lines.WrittenCount >= WriteBytes) WriteLines();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken stop)
    {
        WriteLines();
        return ValueTask.CompletedTask;
    }

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        WriteLines();
        _file!.Sync();
        state.Write(_file.Length);
        return ValueTask.CompletedTask;
    }

    public void Restore(StateReader state) => _committed = state.ReadLong();

    public ValueTask CloseAsync()
    {
        _file?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void WriteLines()
    {
        if (_lines.WrittenCount == 0) return;
        _file!.Append(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
