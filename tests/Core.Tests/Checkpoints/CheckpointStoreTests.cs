using StreamGuard.Core.Checkpoints;
using static StreamGuard.Core.Tests.Checkpoints.Checkpointing;

namespace StreamGuard.Core.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public async Task Reads_what_was_written()
    {
        using var store = _checkpoints.Open();
        using var snapshot = Of(7, Part("in", "source"), Part("seconds", "lane 1 of 2", Some(1), Some(2, 1000)), Part("seconds", "lane 2 of 2", Some(3, 17)));

        await store.WriteAsync(snapshot, default);

        var read = store.Read(7)!;
        Assert.Equal((7, Noon.AddSeconds(7)), (read.Epoch, read.Taken));
        Assert.Equal(
            [("in", "source"), ("seconds", "lane 1 of 2"), ("seconds", "lane 2 of 2")],
            read.States.Select(state => (state.Component, state.Part)));
        Assert.All(read.States, state => Assert.Equal(("window", "f00d"), (state.Kind, state.Fingerprint)));
        Assert.Equal([[], [.. Some(1), .. Some(2, 1000)], Some(3, 17)], read.States.Select(state => state.Bytes.ToArray()));
    }

    [Fact]
    public void Has_nothing_in_a_new_folder()
    {
        using var store = _checkpoints.Open();

        Assert.Empty(store.List());
        Assert.Null(store.Read(1));
        Assert.Equal((null, 0), (store.Newest().Checkpoint, store.Newest().Damaged.Count));
    }

    [Fact]
    public async Task Finds_the_newest_when_it_is_opened_again()
    {
        using (var before = _checkpoints.Open())
        {
            await Write(before, 1, Some(1));
            await Write(before, 2, Some(2));
        }

        using var store = _checkpoints.Open();

        var (newest, damaged) = store.Newest();
        Assert.Equal(2, newest!.Epoch);
        Assert.Equal(Some(2), newest.States[0].Bytes.ToArray());
        Assert.Empty(damaged);
    }

    [Fact]
    public async Task Lists_sizes_and_positions()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1), Some(2));
        using var snapshot = Of(2, Part("in", "source", Some(9, 100)), Part("seconds", "lane 1 of 1", Some(1), Some(2))) with
        {
            Positions = new Dictionary<string, IReadOnlyDictionary<string, long>> { ["in"] = new Dictionary<string, long> { ["PS1-0"] = 4711 } },
        };
        await store.WriteAsync(snapshot, default);

        var listed = store.List();

        Assert.Equal([(1, 2 * Block, 2 * Block), (2, (2 * Block) + 100, 100)], listed.Select(info => (info.Epoch, info.Bytes, info.NewBytes)));
        Assert.Equal([new StateSize("in", "source", "window", 100), new StateSize("seconds", "lane 1 of 1", "window", 2 * Block)], listed[1].States);
        Assert.Equal(4711, listed[1].Positions["in"]["PS1-0"]);
        Assert.All(listed, info => Assert.Null(info.Damage));
    }

    [Fact]
    public async Task Writes_only_blocks_that_the_checkpoint_before_has_not()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1), Some(2), Some(3));

        await Write(store, 2, Some(1), Some(20), Some(3));

        Assert.Equal(3 * Block, new FileInfo(_checkpoints.Folder.BlocksOf(1)).Length);
        Assert.Equal(Some(20), await File.ReadAllBytesAsync(_checkpoints.Folder.BlocksOf(2)));
        Assert.Equal([.. Some(1), .. Some(20), .. Some(3)], store.Read(2)!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Writes_a_block_that_is_there_twice_once()
    {
        using var store = _checkpoints.Open();

        await Write(store, 1, Some(1), Some(1), Some(1));

        Assert.Equal(Block, new FileInfo(_checkpoints.Folder.BlocksOf(1)).Length);
        Assert.Equal([.. Some(1), .. Some(1), .. Some(1)], store.Read(1)!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Refers_to_what_it_has_read_and_found_whole()
    {
        using (var before = _checkpoints.Open()) await Write(before, 1, Some(1), Some(2));
        using var store = _checkpoints.Open();
        store.Newest();

        await Write(store, 2, Some(1), Some(2));

        Assert.Equal(0, new FileInfo(_checkpoints.Folder.BlocksOf(2)).Length);
    }

    [Fact]
    public async Task Refers_to_nothing_it_has_not_read()
    {
        using (var before = _checkpoints.Open()) await Write(before, 1, Some(1), Some(2));
        using var store = _checkpoints.Open();

        await Write(store, 2, Some(1), Some(2));

        Assert.Equal(2 * Block, new FileInfo(_checkpoints.Folder.BlocksOf(2)).Length);
    }

    [Fact]
    public async Task Counts_on_from_a_checkpoint_it_was_set_back_to()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2, 3 }) await Write(store, epoch, Some(epoch), Some(100));
        store.Read(2);

        await Write(store, 3, Some(30), Some(100));

        Assert.Equal([2, 3], store.List().Select(info => info.Epoch));
        Assert.Equal([.. Some(30), .. Some(100)], store.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Leaves_nothing_of_one_that_was_given_up()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1));
        var before = _checkpoints.Files().ToList();
        using var snapshot = Of(2, Part("seconds", "lane 1 of 1", Some(2)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(snapshot, new CancellationToken(canceled: true)));

        Assert.Equal(before, _checkpoints.Files());
    }

    [Fact]
    public async Task Takes_a_hundred_megabytes()
    {
        using var store = _checkpoints.Open();
        var random = new Random(1);
        using var buffer = new StateBuffer();
        var part = new byte[1_000_003];
        for (var i = 0; i < 105; i++)
        {
            random.NextBytes(part);
            new Contracts.StateWriter(buffer).WriteBytes(part);
        }

        using var snapshot = Of(1, new ComponentState("seconds", "lane 1 of 1", "window", new Lazy<string>("f00d"), buffer));
        await store.WriteAsync(snapshot, default);

        var state = store.Read(1)!.States[0].Bytes;
        Assert.Equal(buffer.Length, state.Length);
        foreach (var block in buffer.Blocks)
        {
            Assert.True(block.Span.SequenceEqual(state.Span[..block.Length]));
            state = state[block.Length..];
        }
    }
}
