using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Writes rows as JSON lines or CSV. A path with an extension is one file that every run appends to: at once, or where
/// checkpoints are kept and delivery is not at_least_once, all rows of an epoch when it commits. A path without one is a
/// folder of parts, each of which appears whole and is never written to again. <c>format: document</c> makes one JSON document
/// of all rows, which takes the place of the last one whole: at the end of a bounded input, otherwise at each checkpoint.
/// </summary>
/// <example>
/// file: { path: data/alerts, format: csv, roll: { every: 10m, size: 100MB } }
/// </example>
public sealed record FileSinkOptions
{
    /// <summary>The file, or a folder when it has no extension.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>json writes an object a line, csv a header and a line a row, document an array of objects. Unless said otherwise the extension tells (.jsonl, .json, .ndjson, .csv); a folder gets json.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>With format: document, the document is one row, as an object: the only one of a bounded input, otherwise the newest.</summary>
    public bool Single { get; init; }

    /// <summary>When a folder's part is closed; without it each barrier closes one.</summary>
    public RollOptions? Roll { get; init; }
}

/// <summary>How rows are written to files.</summary>
public enum FileFormat
{
    /// <summary>JSON lines.</summary>
    Json,

    /// <summary>RFC 4180, with a header.</summary>
    Csv,

    /// <summary>One JSON document.</summary>
    Document,
}

/// <summary>When a part of a folder is closed: at the first limit reached.</summary>
public sealed record RollOptions
{
    /// <summary>Time since its first row, by the pipeline's clock.</summary>
    [Positive]
    public Duration? Every { get; init; }

    /// <summary>Bytes.</summary>
    public ByteSize? Size { get; init; }
}

internal sealed class FileSink(FileSinkOptions options) : ISink
{
    private const int WriteBytes = 256 * 1024;
    private const byte StateFormat = 1;

    private readonly ArrayBufferWriter<byte> _lines = new(WriteBytes);
    private IRowFormat? _format;
    private IFileTarget? _target;
    private SinkContext? _context;
    private int _nextRow;

    public void Bind(SinkBinding binding)
    {
        var extension = Path.GetExtension(options.Path);
        var format = options.Format ?? FormatOf(extension);
        if (InputFile.IsPacked(options.Path))
            binding.Error(ProblemCodes.FormatUnknown, "path", $"{options.Path} would not be packed: this sink writes plain text.", $"Leave out {extension}.");
        else if (format is null)
            binding.Error(ProblemCodes.FormatUnknown, "path", $"the extension '{extension}' of {options.Path} tells no format.", "Add format: json or format: csv.");
        if (extension.Length > 0 && options.Roll is not null)
            binding.Error(ProblemCodes.NeedsOther, "roll", $"roll is for a folder of parts; {options.Path} is one file.", "Leave out the extension, or roll.");
        if (options.Single && format != FileFormat.Document)
            binding.Error(ProblemCodes.NeedsOther, "single", $"single is for one JSON document; {options.Path} has many rows.", "Add format: document, or leave out single.");
        if (extension.Length == 0 && format == FileFormat.Document)
            binding.Error(ProblemCodes.NeedsOther, "format", $"a document is one file; {options.Path} is a folder of parts.", "Give the path an extension: .json.");
        if (binding.Input.IsUpdating && format != FileFormat.Document)
            binding.Note("rows may be revised by later ones: see the columns revision and is_final");

        _format = format == FileFormat.Csv ? new RowCsv(binding.Input) : new RowJson(binding.Input);
        _target = extension.Length == 0 ? new PartFolder(options.Path, binding.Component, _format.Extension, _format.Header, options.Roll)
            : format == FileFormat.Document ? new DocumentFile(options.Path, options.Single, binding.IsBounded)
            : IsCommitted(binding) ? new CommittedFile(options.Path, _format.Header)
            : new SingleFile(options.Path, _format.Header);
        // When parts are rolled is no matter of what lies there, nor are the columns: a file's own header tells those.
        binding.StateDependsOn(options.Path, _format.Extension, _target.GetType().Name);
        // A line that can be read at once is written no more than once, too: one file may be asked for either.
        binding.Guarantees(extension.Length == 0 || format == FileFormat.Document ? Delivery.ExactlyOnce : binding.Delivery ?? Delivery.ExactlyOnce, _target.Visible);
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        _target!.Open(context.Clock);
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        // Made again after the disk was full, the call goes on with the rows that were not taken yet.
        for (; _nextRow < batch.Rows; _nextRow++)
        {
            if (_lines.WrittenCount >= WriteBytes) WriteLines();
            _format!.Write(batch, _nextRow, _lines);
            _lines.Write("\n"u8);
        }

        _nextRow = 0;
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken stop)
    {
        WriteLines();
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(CancellationToken stop)
    {
        WriteLines();
        _target!.End();
        return ValueTask.CompletedTask;
    }

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        WriteLines();
        state.WriteFormat(StateFormat);
        state.Write(_target!.Kind);
        _target.Prepare(epoch, state);
        return ValueTask.CompletedTask;
    }

    public ValueTask CommitAsync(long epoch, CancellationToken stop)
    {
        _target!.Commit();
        return ValueTask.CompletedTask;
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(StateFormat, "a file sink");
        if (state.ReadString() is var kind && kind != _target!.Kind)
            throw new InvalidDataException($"the checkpoint is of a sink that wrote {kind}, and it is to write {_target.Kind} now: begin anew with --fresh");
        _target.Restore(state);
    }

    public ValueTask CloseAsync()
    {
        _target?.Close();
        return ValueTask.CompletedTask;
    }

    /// <summary>Readers are not to see what may be taken back.</summary>
    private static bool IsCommitted(SinkBinding binding) =>
        binding.Delivery == Delivery.ExactlyOnce || (binding.Delivery is null && binding.KeepsCheckpoints);

    private static FileFormat? FormatOf(string extension) => extension.ToLowerInvariant() switch
    {
        "" or ".jsonl" or ".json" or ".ndjson" => FileFormat.Json,
        ".csv" => FileFormat.Csv,
        _ => null,
    };

    private void WriteLines()
    {
        if (_lines.WrittenCount == 0) return;
        _target!.Append(_lines.WrittenSpan);
        _context!.Wrote(_lines.WrittenCount);
        _lines.ResetWrittenCount();
    }
}
