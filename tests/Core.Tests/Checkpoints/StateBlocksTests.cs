using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Tests.Checkpoints;

public class StateBlocksTests
{
    private readonly StateBlocks _blocks = new();

    [Fact]
    public void Gives_the_same_block_again()
    {
        var block = _blocks.Rent();
        _blocks.Return(block);

        Assert.Same(block, _blocks.Rent());
    }

    [Fact]
    public void Keeps_what_the_last_two_checkpoints_had_out_and_a_quarter_more()
    {
        Checkpoint(blocks: 8);

        Checkpoint(blocks: 3);

        Assert.Equal(10, _blocks.Spare);
    }

    [Fact]
    public void Gives_up_what_two_checkpoints_did_not_need()
    {
        Checkpoint(blocks: 8);

        Checkpoint(blocks: 3);
        Checkpoint(blocks: 4);

        Assert.Equal(5, _blocks.Spare);
    }

    [Fact]
    public void Has_room_for_what_it_was_told_of()
    {
        Assert.Equal(11, _blocks.Missing(10 * StateBlocks.Bytes));

        _blocks.Warm(10 * StateBlocks.Bytes);

        Assert.Equal(0, _blocks.Missing(10 * StateBlocks.Bytes));
        Assert.InRange(_blocks.Spare, 10, 11);
    }

    private void Checkpoint(int blocks)
    {
        var rented = Enumerable.Range(0, blocks).Select(_ => _blocks.Rent()).ToList();
        _blocks.Renew();
        rented.ForEach(_blocks.Return);
    }
}
