using StreamGuard.Contracts;
using StreamGuard.Core.Queues;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Queues;

public sealed class DiskQueueTests : IDisposable
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("text", ColumnType.String), new("list", ColumnType.Parse("list(float)")!)]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_batches_back_as_they_were()
    {
        using var queue = NewQueue(1 << 20);
        Append(queue, [1L, "one", new object?[] { 1.5 }], [null, null, null]);

        var record = queue.Next(queue.End)!.Value;
        var batch = queue.BatchOf(record);

        Assert.Equal((RecordKind.Rows, 2), (record.Kind, record.Rows));
        Assert.Equal([1L, "one"], [batch[0].Boxed(0), batch[1].Boxed(0)]);
        Assert.Equal([null, null, null], [batch[0].Boxed(1), batch[1].Boxed(1), batch[2].Boxed(1)]);
        batch.Release();
    }

    [Fact]
    public void Has_no_room_beyond_its_limit_until_what_was_read_is_removed()
    {
        using var queue = NewQueue(1000);
        var written = 0;
        for (Pack(queue, written); queue.HasRoom; Pack(queue, ++written)) queue.Append();
        Assert.InRange(queue.Bytes, 700, 1000);

        for (var i = 0; i < 3; i++) queue.Next(queue.End);
        Assert.False(queue.HasRoom);
        queue.RemoveBefore(queue.LeaveRead());

        Assert.True(queue.HasRoom);
        for (var i = 3; i < written; i++) Assert.Equal(i, Number(queue));
    }

    [Fact]
    public void Has_room_for_a_batch_beyond_its_limit_when_it_is_alone()
    {
        using var queue = NewQueue(100);
        Pack(queue, 1, new string('x', 500));
        Assert.True(queue.HasRoom);
        queue.Append();
        Pack(queue, 2);
        Assert.False(queue.HasRoom);

        Assert.Equal(1, Number(queue));
        queue.CloseSegment();
        queue.RemoveBefore(queue.LeaveRead());

        Assert.True(queue.HasRoom);
    }

    [Fact]
    public void Marks_an_epoch_where_rows_have_come_since_the_one_before()
    {
        using var queue = NewQueue(1 << 20);
        queue.Mark(1);
        Append(queue, [1L, "one", null]);
        queue.Mark(2);
        queue.Mark(3);

        Assert.Equal(RecordKind.Rows, queue.Next(queue.End)!.Value.Kind);
        var mark = queue.Next(queue.End)!.Value;
        Assert.Equal((RecordKind.Mark, 2L), (mark.Kind, new StateReader(mark.Payload).ReadLong()));
        Assert.Null(queue.Next(queue.End));
    }

    [Fact]
    public void Knows_when_rows_were_written()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        using var queue = NewQueue(1 << 20, clock);
        for (var i = 0; i < 5; i++)
        {
            Append(queue, [(long)i, "", null]);
            clock.Advance(TimeSpan.FromSeconds(0.6));
        }

        Assert.Equal(TimeSpan.Zero, queue.WrittenAt(0) - DateTimeOffset.UnixEpoch);
        Assert.Equal(TimeSpan.Zero, queue.WrittenAt(1) - DateTimeOffset.UnixEpoch);
        Assert.Equal(TimeSpan.FromSeconds(1.2), queue.WrittenAt(2) - DateTimeOffset.UnixEpoch);
        Assert.Equal(TimeSpan.FromSeconds(2.4), queue.WrittenAt(4) - DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void Knows_when_rows_were_written_though_the_clock_was_set_back()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        using var queue = NewQueue(1 << 20, clock);
        Append(queue, [0L, "", null]);

        clock.Jump(TimeSpan.FromHours(-1));
        Append(queue, [1L, "", null]);

        Assert.Equal(DateTimeOffset.UnixEpoch, queue.WrittenAt(0));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(-1), queue.WrittenAt(1));
    }

    private DiskQueue NewQueue(long limit, TimeProvider? clock = null) =>
        new(new Segments(_folder.Path), "test", Schema, QueuePosition.Start, QueuePosition.Start, limit, clock ?? TimeProvider.System);

    private static void Pack(DiskQueue queue, long n, string text = "")
    {
        var batch = new BatchBuilder(Schema).Row(n, text, null).Build();
        queue.Pack(batch);
        batch.Release();
    }

    private static void Append(DiskQueue queue, params object?[][] rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row(row);
        var batch = builder.Build();
        queue.Pack(batch);
        queue.Append();
        batch.Release();
    }

    private static long Number(DiskQueue queue)
    {
        var batch = queue.BatchOf(queue.Next(queue.End)!.Value);
        var number = batch.Ints(0)[0];
        batch.Release();
        return number;
    }
}
