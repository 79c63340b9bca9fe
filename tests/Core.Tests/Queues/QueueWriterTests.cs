using StreamGuard.Contracts;
using StreamGuard.Core.Queues;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Queues;

public sealed class QueueWriterTests : IDisposable
{
    private readonly QueueRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Begins_a_segment_when_one_is_large_enough()
    {
        _rig.Fill(20);

        var lengths = _rig.Files.Select(file => new FileInfo(file).Length).ToList();
        Assert.Equal(["000000000001.segment", "000000000002.segment"], _rig.Files.Take(2).Select(Path.GetFileName));
        Assert.All(lengths.SkipLast(1), length => Assert.InRange(length, QueueRig.SegmentBytes, QueueRig.SegmentBytes + 100));
        Assert.Equal(lengths.Sum(), _rig.Segments.Bytes);
    }

    [Fact]
    public void Goes_on_in_a_segment_of_its_own_behind_what_is_there()
    {
        var end = _rig.Fill(3);
        _rig.Reopen();

        using var writer = _rig.NewWriter(end);
        _rig.Append(writer, 3, 4);

        Assert.Equal(2, _rig.Files.Length);
        Assert.Equal([0, 1, 2, 3, 4], _rig.Read(writer.End));
    }

    [Fact]
    public void A_torn_end_is_cut_off_and_written_anew()
    {
        var end = _rig.Fill(3);
        using (var writer = _rig.NewWriter(end)) _rig.Append(writer, 30, 40, 50, 60, 70, 80, 90);
        File.AppendAllBytes(_rig.Files[0], [60, 0, 0, 0, 1, 2, 3]);
        _rig.Reopen();

        _rig.Segments.CutBack(end);
        using var next = _rig.NewWriter(end);
        _rig.Append(next, 3, 4);

        Assert.Equal(2, _rig.Files.Length);
        Assert.Equal([0, 1, 2, 3, 4], _rig.Read(next.End));
    }

    [Fact]
    public void A_segment_that_is_closed_and_read_can_be_removed()
    {
        using var writer = _rig.NewWriter();
        using var reader = _rig.NewReader();
        _rig.Append(writer, 0, 1);
        QueueRig.Read(reader, writer.End);
        reader.LeaveRead(writer.End.Segment);
        _rig.Segments.RemoveBefore(reader.At.Segment);
        Assert.Single(_rig.Files);

        writer.Close();
        reader.LeaveRead(writer.End.Segment);
        _rig.Segments.RemoveBefore(reader.At.Segment);
        Assert.Empty(_rig.Files);
        Assert.Equal(0, _rig.Segments.Bytes);

        _rig.Append(writer, 2);
        Assert.Equal([2], QueueRig.Read(reader, writer.End));
        Assert.Equal("000000000002.segment", Path.GetFileName(Assert.Single(_rig.Files)));
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_the_queue_as_it_was()
    {
        using var disk = new SmallDisk(256);
        var segments = new Segments(disk.Path);
        using var writer = new QueueWriter(segments, "numbers", QueuePosition.Start, 100_000, TimeProvider.System);
        var large = new RecordBuffer();
        large.Begin().WriteBytes(new byte[50_000]);
        QueuePosition before;
        using (disk.Fill(butBytes: 0))
        {
            var full = Assert.Throws<RetryableException>(() => writer.Append(large, RecordKind.Rows, 1));
            Assert.Contains("000000000001.segment", full.Message, StringComparison.Ordinal);
            Assert.Equal(QueuePosition.Start, writer.End);
        }

        writer.Append(large, RecordKind.Rows, 1);
        using (disk.Fill(butBytes: 20_000))
        {
            before = writer.End;
            Assert.Throws<RetryableException>(() => writer.Append(large, RecordKind.Rows, 1));
            Assert.Equal(before, writer.End);
        }

        writer.Append(large, RecordKind.Rows, 1);
        writer.Sync();
        using var reader = new QueueReader(segments, "numbers", QueuePosition.Start);
        Assert.NotNull(reader.Next(writer.End));
        Assert.NotNull(reader.Next(writer.End));
        Assert.Null(reader.Next(writer.End));
    }
}
