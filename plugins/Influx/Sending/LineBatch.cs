using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Points;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>Lines that are sent together, and the rows they were made of, which are held until they are written or refused.</summary>
internal sealed class LineBatch
{
    private readonly List<int> _ends = [];
    private readonly List<(Batch Batch, int Row)> _rows = [];
    private readonly List<Batch> _held = [];

    public int Count => _ends.Count;

    public int Bytes => Buffer.Count;

    /// <summary>Where the next line is written; it counts from <see cref="Added"/> on.</summary>
    public LineBuffer Buffer { get; } = new();

    public ReadOnlySpan<byte> this[int line] => Buffer.Span[Start(line)..(_ends[line] - 1)];

    /// <summary>A line was appended, of this row.</summary>
    public void Added(Batch batch, int row)
    {
        if (_held.Count == 0 || _held[^1] != batch)
        {
            batch.Retain();
            _held.Add(batch);
        }

        _ends.Add(Buffer.Count);
        _rows.Add((batch, row));
    }

    public (Batch Batch, int Row) RowOf(int line) => _rows[line];

    /// <summary>The bytes of some of its lines, in order.</summary>
    public ReadOnlyMemory<byte> Take(int[] lines)
    {
        if (lines.Length == Count) return Buffer.Memory;
        var taken = new byte[lines.Sum(line => _ends[line] - Start(line))];
        var at = 0;
        foreach (var line in lines)
        {
            var bytes = Buffer.Span[Start(line).._ends[line]];
            bytes.CopyTo(taken.AsSpan(at));
            at += bytes.Length;
        }

        return taken;
    }

    /// <summary>Forgets all, and lets go of the rows.</summary>
    public void Clear()
    {
        foreach (var batch in _held) batch.Release();
        _held.Clear();
        _ends.Clear();
        _rows.Clear();
        Buffer.CutTo(0);
    }

    private int Start(int line) => line == 0 ? 0 : _ends[line - 1];
}
