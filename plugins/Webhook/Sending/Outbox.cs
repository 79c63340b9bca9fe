using System.Buffers;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Webhook.Bodies;

namespace StreamGuard.Plugins.Webhook.Sending;

/// <summary>
/// Rows that are sent together, held until each is taken or refused. Where the server does not take all, and may mean some
/// of them only, they are sent again in halves. A call that fails is made again and goes on where it stood.
/// </summary>
/// <param name="poster">Takes bodies to the server.</param>
/// <param name="body">What is sent of a row.</param>
/// <param name="key">By which rows are told that are sent again; null where nothing tells them.</param>
/// <param name="isList">Rows are sent as a list, though it were one alone.</param>
/// <param name="context">Takes the dead letters.</param>
internal sealed class Outbox(IPoster poster, IBody body, IdempotencyKey? key, bool isList, SinkContext context)
{
    private readonly List<(Batch Batch, int Row)> _rows = [];

    // Parts that were neither taken nor refused, the first of them on top.
    private readonly Stack<(int From, int To)> _open = [];

    public int Count => _rows.Count;

    /// <summary>Adds a row, and holds its batch.</summary>
    public void Add(Batch batch, int row)
    {
        batch.Retain();
        _rows.Add((batch, row));
    }

    /// <summary>Sends all there are.</summary>
    public async ValueTask SendAsync(CancellationToken stop)
    {
        if (_rows.Count == 0) return;
        if (_open.Count == 0) _open.Push((0, _rows.Count));
        while (_open.TryPeek(out var part))
        {
            var sent = Body(part.From, part.To);
            var refusal = await poster.PostAsync(sent, KeyOf(part.From, part.To), stop).ConfigureAwait(false);
            _open.Pop();
            if (refusal is not null) Sift(part.From, part.To, refusal);
            else context.Wrote(sent.Length);
        }

        Clear();
    }

    /// <summary>Forgets all, and lets go of the rows.</summary>
    public void Clear()
    {
        foreach (var (batch, _) in _rows) batch.Release();
        _rows.Clear();
        _open.Clear();
    }

    private void Sift(int from, int to, Refusal refusal)
    {
        if (to - from > 1 && refusal.IsOfContent)
        {
            var middle = (from + to) / 2;
            _open.Push((middle, to));
            _open.Push((from, middle));
            return;
        }

        foreach (var same in _rows[from..to].GroupBy(each => each.Batch))
            context.DeadLetter(same.Key, [.. same.Select(each => each.Row)], $"refused by the server: {refusal.Words}");
    }

    private ReadOnlyMemory<byte> Body(int from, int to)
    {
        var output = new ArrayBufferWriter<byte>();
        if (isList) output.Write("["u8);
        for (var i = from; i < to; i++)
        {
            if (i > from) output.Write(","u8);
            body.Append(output, _rows[i].Batch, _rows[i].Row);
        }

        if (isList) output.Write("]"u8);
        return output.WrittenMemory;
    }

    private string? KeyOf(int from, int to) => key?.Of(CollectionsMarshal.AsSpan(_rows)[from..to]);
}
