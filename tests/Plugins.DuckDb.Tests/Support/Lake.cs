using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>Sinks that write to a temporary folder, and what is to be seen in it.</summary>
internal sealed class Lake : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    /// <summary>Paths of visible files below, with / between.</summary>
    public IReadOnlyList<string> Files => Below(unfinished: false);

    /// <summary>Paths of unfinished files below.</summary>
    public IReadOnlyList<string> Unfinished => Below(unfinished: true);

    public Task<SinkHarness> OpenAsync(Schema schema, ParquetSinkOptions? options = null, TimeProvider? clock = null) =>
        new SinkHarness(Sink(options), schema, clock).OpenAsync();

    /// <summary>A sink as <see cref="OpenAsync"/> has it, to be restored.</summary>
    public ParquetSink Sink(ParquetSinkOptions? options = null) => new(options ?? new ParquetSinkOptions { Path = Path });

    /// <summary>All rows of a path in the folder, as the source reads them.</summary>
    public async Task<IReadOnlyList<object?[]>> ReadAsync(Schema schema, string path = "", params string[] orderBy)
    {
        var output = await ReadBatchesAsync(schema, path, 0, orderBy);
        var rows = output.Batches.SelectMany(batch => Enumerable.Range(0, batch.Rows).Select(row => batch.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())).ToList();
        foreach (var batch in output.Batches) batch.Release();
        return rows;
    }

    public async Task<FakeSourceOutput> ReadBatchesAsync(Schema schema, string path = "", long position = 0, params string[] orderBy)
    {
        var options = new ParquetSourceOptions { Path = [this[path]], Columns = schema.Fields.ToDictionary(field => field.Name, field => field.Type), OrderBy = orderBy };
        var source = new ParquetSource(options);
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: false, maxLine: 1));
        var output = new FakeSourceOutput();
        output.Saved[this[path]] = position;
        await source.RunAsync(output, default);
        return output;
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Below(bool unfinished) =>
        [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Where(file => file.Contains(".streamguard/", StringComparison.Ordinal) == unfinished)
            .Order(StringComparer.Ordinal)];
}
