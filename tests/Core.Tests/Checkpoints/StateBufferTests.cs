using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Tests.Checkpoints;

public class StateBufferTests
{
    [Fact]
    public void Gives_back_what_was_written_across_blocks()
    {
        using var buffer = new StateBuffer();
        var state = new StateWriter(buffer);
        var numbers = Enumerable.Range(0, 200_000).Select(i => (long)i * i).ToArray();

        state.Write("words");
        state.WriteArray<long>(numbers);
        for (var i = 0; i < 100_000; i++) state.Write(i);
        state.Write(double.NaN);

        var reader = new StateReader(Content(buffer));
        Assert.Equal("words", reader.ReadString());
        Assert.Equal(numbers, reader.ReadArray<long>());
        for (var i = 0; i < 100_000; i++) Assert.Equal(i, reader.ReadInt());
        Assert.Equal(double.NaN, reader.ReadDouble());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void Knows_its_length_while_it_is_written()
    {
        using var buffer = new StateBuffer();
        var state = new StateWriter(buffer);

        for (var i = 1; i <= 1000; i++)
        {
            state.WriteBytes(new byte[1000]);
            Assert.Equal(i * 1004, buffer.Length);
        }
    }

    [Fact]
    public void Begins_a_block_with_a_large_array()
    {
        var array = Checkpointing.Some(1, 3 * StateBlocks.Bytes);
        using var shorter = new StateBuffer();
        using var longer = new StateBuffer();

        Save(shorter, new byte[10], array);
        Save(longer, new byte[5000], array);

        Assert.Equal(Sequence(shorter.Blocks.Skip(1)), Sequence(longer.Blocks.Skip(1)));
    }

    [Fact]
    public void Takes_a_piece_that_is_longer_than_a_block()
    {
        using var buffer = new StateBuffer();
        buffer.Write("before"u8);

        var piece = buffer.GetSpan(3 * StateBlocks.Bytes);
        piece[..(3 * StateBlocks.Bytes)].Fill(7);
        buffer.Advance(3 * StateBlocks.Bytes);
        buffer.Write("after"u8);

        byte[] expected = [.. "before"u8, .. Enumerable.Repeat((byte)7, 3 * StateBlocks.Bytes), .. "after"u8];
        Assert.True(expected.AsSpan().SequenceEqual(Content(buffer)));
    }

    [Fact]
    public void Refuses_to_advance_beyond_what_it_gave()
    {
        using var buffer = new StateBuffer();
        var room = buffer.GetMemory().Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
    }

    [Fact]
    public void Is_empty_when_it_was_disposed_of()
    {
        using var buffer = new StateBuffer();
        buffer.Write(new byte[1_000_000]);

        buffer.Dispose();

        Assert.Equal(0, buffer.Length);
        Assert.Empty(buffer.Blocks);
    }

    private static void Save(StateBuffer buffer, byte[] first, byte[] second)
    {
        var state = new StateWriter(buffer);
        state.WriteBytes(first);
        state.WriteBytes(second);
    }

    private static byte[] Content(StateBuffer buffer) => Sequence(buffer.Blocks);

    private static byte[] Sequence(IEnumerable<ReadOnlyMemory<byte>> blocks) => [.. blocks.SelectMany(block => block.ToArray())];
}
