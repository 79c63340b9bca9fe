using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Gives each row to the lane of its key, and every signal to all lanes.</summary>
internal sealed class LaneSplitter(int[] keyColumns, IReadOnlyList<IReceiver> lanes) : IReceiver
{
    public void Receive(Message message)
    {
        if (message.Batch is { } batch) Split(batch);
        else
            foreach (var lane in lanes) lane.Receive(message);
    }

    private void Split(Batch batch)
    {
        var laneOf = Buffers.Rent<int>(batch.Rows);
        var rows = Buffers.Rent<int>(batch.Rows);
        KeyHash.Lanes(batch, keyColumns, lanes.Count, laneOf);
        for (var lane = 0; lane < lanes.Count; lane++)
        {
            var count = 0;
            for (var row = 0; row < batch.Rows; row++)
                if (laneOf[row] == lane) rows[count++] = row;
            if (count > 0) Send(lanes[lane], batch, rows.AsSpan(0, count));
        }

        Buffers.Return(rows);
        Buffers.Return(laneOf);
    }

    private static void Send(IReceiver lane, Batch batch, ReadOnlySpan<int> rows)
    {
        if (rows.Length == batch.Rows)
        {
            lane.Receive(Message.Of(batch));
            return;
        }

        var share = batch.Where(rows);
        lane.Receive(Message.Of(share));
        share.Release();
    }
}
