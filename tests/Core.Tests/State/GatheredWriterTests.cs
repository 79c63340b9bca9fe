using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Tests.State;

public class GatheredWriterTests
{
    [Fact]
    public void Reads_back_as_if_it_had_been_written_value_by_value()
    {
        var (gathered, single) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        var random = new Random(7);
        var texts = Enumerable.Range(0, 2000).Select(i => new byte[i % 400 == 0 ? 40_000 : random.Next(60)]).ToList();
        var writer = new StateWriter(gathered);
        var plain = new StateWriter(single);

        writer.Write("before");
        var many = writer.Gather();
        foreach (var text in texts)
        {
            many.Write(text.Length > 30);
            many.Write(text.Length);
            many.Write((long)text.Length);
            many.WriteBytes(text);
            many.WriteArray<long>([1, 2, 3]);
        }

        many.Dispose();
        writer.Write("behind");

        plain.Write("before");
        foreach (var text in texts)
        {
            plain.Write(text.Length > 30);
            plain.Write(text.Length);
            plain.Write((long)text.Length);
            plain.WriteBytes(text);
            plain.WriteArray<long>([1, 2, 3]);
        }

        plain.Write("behind");
        Assert.True(single.WrittenSpan.SequenceEqual(gathered.WrittenSpan));
    }

    [Fact]
    public void Values_longer_than_a_block_of_a_checkpoint_go_whole()
    {
        using var buffer = new StateBuffer();
        var large = new byte[3 * StateBlocks.Bytes];
        Random.Shared.NextBytes(large);

        var many = new StateWriter(buffer).Gather();
        many.Write(1);
        many.WriteBytes(large);
        many.Write(2);
        many.Dispose();

        var reader = new StateReader(buffer.Blocks.SelectMany(block => block.ToArray()).ToArray());
        Assert.Equal(1, reader.ReadInt());
        Assert.True(reader.ReadBytes().SequenceEqual(large));
        Assert.Equal(2, reader.ReadInt());
        Assert.True(reader.AtEnd);
    }
}
