using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads JSON lines. Three ways to read a record give the same rows, each falling back to the next: a learned template
/// of its layout, a sorter that takes names in any order, and Utf8JsonReader, the arbiter.
/// </summary>
/// <param name="fastest">The fastest way to try, for tests and measurements of the slower ones.</param>
internal sealed class JsonDecoder(JsonPath fastest = JsonPath.Template) : IDecoder
{
    private static readonly byte[] Nothing = "{}"u8.ToArray();

    private IReadOnlyList<ColumnSpec> _columns = [];
    private FieldTree? _fields;
    private KeyTable? _keys;

    /// <summary>Rows that each way has given, of all workers.</summary>
    public JsonPaths Paths { get; } = new();

    public Schema? Bind(DecoderBinding binding)
    {
        if (!Columns.Check(binding, "json")) return null;
        var paths = binding.Columns.Select(column => Columns.PathOf(column, binding)).ToList();
        if (paths.Contains(null)) return null;
        _columns = binding.Columns;
        _fields = new FieldTree(paths!);
        _keys = KeyTable.Of(_columns, _fields);
        return new Schema(_columns.Select(column => new Field(column.Name, column.Type)));
    }

    public Framer NewFramer(string partition) => new LineFramer(nullRecord: Nothing);

    public IDecodeWorker NewWorker() => new JsonWorker(
        new RowWriter(_columns),
        fastest == JsonPath.Template ? new TemplateSet(new TemplateLearner(_columns, _fields!)) : null,
        fastest <= JsonPath.Sorter && _keys is not null && Sorter.CanSort(_keys) ? new Sorter(_keys, _columns.Count) : null,
        new JsonRecordReader(_columns, _fields!),
        Paths);
}
