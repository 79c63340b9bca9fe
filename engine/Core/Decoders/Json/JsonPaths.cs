namespace StreamGuard.Core.Decoders.Json;

/// <summary>The ways through a record, fastest first; each falls back to the next.</summary>
internal enum JsonPath
{
    Template,
    Sorter,
    Reader,
}

/// <summary>Rows that each way has given.</summary>
internal sealed class JsonPaths
{
    private long _template;
    private long _sorter;
    private long _reader;

    public long Template => Interlocked.Read(ref _template);

    public long Sorter => Interlocked.Read(ref _sorter);

    public long Reader => Interlocked.Read(ref _reader);

    public void Add(long template, long sorter, long reader)
    {
        Interlocked.Add(ref _template, template);
        Interlocked.Add(ref _sorter, sorter);
        Interlocked.Add(ref _reader, reader);
    }
}
