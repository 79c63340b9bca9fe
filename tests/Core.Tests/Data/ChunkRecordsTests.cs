using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class ChunkRecordsTests
{
    [Theory]
    [InlineData(0, 0, 70)]
    [InlineData(2, 0, 70)]
    [InlineData(3, 1, 72)]
    [InlineData(9, 1, 72)]
    [InlineData(10, 2, 75)]
    public void A_place_belongs_to_the_record_that_ends_behind_it(int place, int record, long position)
    {
        var records = new ChunkRecords([3, 10, 12], [70, 72, 75], 3);
        Assert.Equal(record, records.At(place));
        Assert.Equal(position, records.PositionAt(place));
    }

    [Fact]
    public void A_row_of_a_chunk_that_counts_records_has_the_position_of_its_record()
    {
        var chunk = new RawChunk("topic[0]", "{}\n{\"a\":1}\n"u8.ToArray(), 11, 0) { Records = new ChunkRecords([3, 11], [40, 43], 2) };
        var origin = new Origin("topic[0]", [0, 3], [2, 7], 2, chunk);
        Assert.Equal([40, 43], [origin.Position(0), origin.Position(1)]);
        Assert.Equal("{\"a\":1}"u8.ToArray(), origin.Bytes(1).ToArray());
    }
}
