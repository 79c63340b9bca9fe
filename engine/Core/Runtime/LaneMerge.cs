using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Brings the lanes of one keyed transform together. With an order, what one watermark fired in all lanes is held until
/// every lane has fired it, and leaves sorted, whatever the lanes; without one, rows leave as they come.
/// </summary>
internal sealed class LaneMerge(Schema schema, IReadOnlyList<string> order, IReadOnlyList<IReceiver> readers) : IFanInReceiver
{
    private readonly int[] _order = [.. order.Select(schema.IndexOf)];
    private readonly List<(int Lane, long Fired, Batch Batch)> _held = [];

    public void OnBatch(int input, Batch batch)
    {
        if (_order.Length == 0)
        {
            Send(batch);
            return;
        }

        batch.Retain();
        _held.Add((input, long.MaxValue, batch));
    }

    public void OnFired(int lane, long watermark)
    {
        for (var i = _held.Count - 1; i >= 0; i--)
            if (_held[i].Lane == lane && _held[i].Fired == long.MaxValue) _held[i] = _held[i] with { Fired = watermark };
    }

    public void OnFiredEverywhere(long watermark) => Release(watermark);

    public void OnSignal(Message signal)
    {
        if (signal.Kind is MessageKind.Barrier or MessageKind.End) Release(long.MaxValue);
        foreach (var reader in readers) reader.Receive(signal);
    }

    private void Release(long watermark)
    {
        var due = _held.Where(held => held.Fired <= watermark).Select(held => held.Batch).ToList();
        if (due.Count == 0) return;
        _held.RemoveAll(held => held.Fired <= watermark);
        foreach (var merged in BatchOrder.Merge(due, schema, _order))
        {
            Send(merged);
            merged.Release();
        }

        foreach (var batch in due) batch.Release();
    }

    private void Send(Batch batch)
    {
        foreach (var reader in readers) reader.Receive(Message.Of(batch));
    }
}
