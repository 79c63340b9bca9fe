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
    public void Keeps_what_the_last_two_checkpoints_had_out()
    {
        Checkpoint(blocks: 10);

        Checkpoint(blocks: 3);

        Assert.Equal(10, _blocks.Spare);
    }

    [Fact]
    public void Gives_up_what_two_checkpoints_did_not_need()
    {
        Checkpoint(blocks: 10);

        Checkpoint(blocks: 3);
        Checkpoint(blocks: 4);

        Assert.Equal(4, _blocks.Spare);
    }

    private void Checkpoint(int blocks)
    {
        var rented = Enumerable.Range(0, blocks).Select(_ => _blocks.Rent()).ToList();
        _blocks.Trim();
        rented.ForEach(_blocks.Return);
    }
}
