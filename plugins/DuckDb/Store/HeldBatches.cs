using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>Batches that wait to be written together.</summary>
internal sealed class HeldBatches
{
    // As many rows as one commit brings to the disk in about the time that the commit itself takes.
    private const int Most = 10_000;

    private readonly List<Batch> _batches = [];

    public long Rows { get; private set; }

    public bool IsFull => Rows >= Most;

    public void Add(Batch batch)
    {
        batch.Retain();
        _batches.Add(batch);
        Rows += batch.Rows;
    }

    /// <summary>All of them, each with one more hold for the reader to give up.</summary>
    public IEnumerable<Batch> Lend()
    {
        foreach (var batch in _batches)
        {
            batch.Retain();
            yield return batch;
        }
    }

    public void Clear()
    {
        foreach (var batch in _batches) batch.Release();
        _batches.Clear();
        Rows = 0;
    }
}
