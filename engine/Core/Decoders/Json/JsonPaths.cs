namespace StreamGuard.Core.Decoders.Json;

/// <summary>The ways through a record, fastest first; each falls back to the next.</summary>
internal enum JsonPath
{
    Template,
    Cursor,
    Reader,
}

/// <summary>Rows that each way has given.</summary>
internal sealed class JsonPaths
{
    private long _template;
    private long _cursor;
    private long _reader;

    public long Template => Interlocked.Read(ref _template);

    public long Cursor => Interlocked.Read(ref _cursor);

    public long Reader => Interlocked.Read(ref _reader);

    public void Add(long template, long cursor, long reader)
    {
        Interlocked.Add(ref _template, template);
        Interlocked.Add(ref _cursor, cursor);
        Interlocked.Add(ref _reader, reader);
    }
}
