using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads JSON lines. Three ways to read a record give the same rows, each falling back to the next: a learned template
/// of its layout, a cursor that takes keys in any order, and Utf8JsonReader, the arbiter.
/// </summary>
internal sealed class JsonDecoder : IDecoder
{
    private Schema? _schema;
    private IReadOnlyList<ColumnSpec> _columns = [];
    private FieldTree? _fields;

    public Schema? Bind(DecoderBinding binding)
    {
        if (!Columns.Check(binding, "json")) return null;
        var paths = binding.Columns.Select(column => Columns.PathOf(column, binding)).ToList();
        if (paths.Contains(null)) return null;
        _fields = new FieldTree(paths!);
        _columns = binding.Columns;
        return _schema = new Schema(_columns.Select(column => new Field(column.Name, column.Type)));
    }

    public Framer NewFramer(string partition) => new LineFramer();

    public IDecodeWorker NewWorker() => new JsonWorker(new JsonRecordReader(_columns, _fields!));
}
