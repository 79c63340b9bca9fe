using StreamGuard.Core.Checkpoints;
using static StreamGuard.Core.Tests.Checkpoints.Checkpointing;

namespace StreamGuard.Core.Tests.Checkpoints;

public sealed class CheckpointPruningTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public async Task Keeps_the_two_newest()
    {
        using var store = _checkpoints.Open();

        for (var epoch = 1; epoch <= 5; epoch++) await Write(store, epoch, Some(epoch));

        Assert.Equal([4, 5], store.List().Select(info => info.Epoch));
        Assert.Equal([4, 5], _checkpoints.Folder.Folders());
    }

    [Fact]
    public async Task Keeps_blocks_that_a_kept_checkpoint_refers_to()
    {
        using var store = _checkpoints.Open();

        for (var epoch = 1; epoch <= 6; epoch++) await Write(store, epoch, Some(100), Some(101), Some(epoch));

        Assert.Equal([5, 6], store.List().Select(info => info.Epoch));
        Assert.Equal([1, 5, 6], _checkpoints.Folder.Folders());
        Assert.Equal([.. Some(100), .. Some(101), .. Some(5)], store.Read(5)!.States[0].Bytes.ToArray());
        Assert.Equal([.. Some(100), .. Some(101), .. Some(6)], store.Read(6)!.States[0].Bytes.ToArray());
        Assert.Null(store.Read(1));
    }

    [Fact]
    public async Task Removes_blocks_that_nothing_refers_to_any_more()
    {
        using var store = _checkpoints.Open();
        for (var epoch = 1; epoch <= 3; epoch++) await Write(store, epoch, Some(100), Some(epoch));

        for (var epoch = 4; epoch <= 5; epoch++) await Write(store, epoch, Some(epoch));

        Assert.Equal([4, 5], _checkpoints.Folder.Folders());
    }

    [Fact]
    public async Task Writes_blocks_anew_whose_file_is_mostly_waste()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, [.. Enumerable.Range(0, 8).Select(i => Some(i))]);
        // Only three of the eight blocks are used from here on.
        await Write(store, 2, Some(0), Some(1), Some(2), Some(20));

        await Write(store, 3, Some(0), Some(1), Some(2), Some(30));
        await Write(store, 4, Some(0), Some(1), Some(2), Some(40));

        Assert.Equal([3, 4], _checkpoints.Folder.Folders());
        Assert.Equal([.. Some(0), .. Some(1), .. Some(2), .. Some(40)], store.Read(4)!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Keeps_one_that_is_not_committed_yet()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2 }) await Write(store, epoch, Some(epoch));
        using var snapshot = Of(3, Part("seconds", "lane 1 of 1", Some(3)));
        await store.WriteAsync(snapshot, default);

        store.Prune(2);

        Assert.Equal([1, 2, 3], store.List().Select(info => info.Epoch));
    }

    [Fact]
    public async Task Does_not_count_a_damaged_one_as_one_of_the_two()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2 }) await Write(store, epoch, Some(epoch));
        File.Delete(_checkpoints.Folder.BlocksOf(2));

        await Write(store, 3, Some(3));

        Assert.Equal([1, 3], store.List().Select(info => info.Epoch));
    }

    [Fact]
    public async Task Leaves_only_whole_ones_when_it_is_interrupted()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2, 3, 4 })
        {
            using var snapshot = Of(epoch, Part("seconds", "lane 1 of 1", epoch < 3 ? Some(1) : Some(epoch)));
            await store.WriteAsync(snapshot, default);
        }

        // The second, which refers to the first, cannot be renamed to this.
        await File.WriteAllTextAsync(_checkpoints.Folder[".removed-epoch-000000000002"], "in the way");

        Assert.Throws<IOException>(() => store.Prune(4));

        Assert.All(store.List(), info => Assert.Null(info.Damage));
    }

    [Fact]
    public async Task Removes_nothing_once_another_run_has_opened_the_folder()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2 }) await Write(store, epoch, Some(epoch));
        Generation.Raise(_checkpoints.Folder);

        Assert.Throws<TakenOverException>(() => store.Prune(3));

        Assert.Equal([1, 2], store.List().Select(info => info.Epoch));
    }

    [Fact]
    public async Task Deletes_but_what_others_refer_to()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2 }) await Write(store, epoch, Some(100), Some(epoch));

        store.Delete([1]);

        Assert.Equal([2], store.List().Select(info => info.Epoch));
        Assert.Equal([.. Some(100), .. Some(2)], store.Read(2)!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Deletes_all()
    {
        using var store = _checkpoints.Open();
        foreach (var epoch in new[] { 1, 2, 3 }) await Write(store, epoch, Some(100), Some(epoch));

        store.Delete([2, 3]);

        Assert.Empty(_checkpoints.Files());
        await Write(store, 4, Some(100));
        Assert.Equal(Some(100), store.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Removes_what_a_killed_writer_left()
    {
        using (var store = _checkpoints.Open()) await Write(store, 1, Some(1));
        var before = _checkpoints.Files().ToList();
        foreach (var leftover in new[] { ".unfinished-epoch-000000000002", ".removed-epoch-000000000000" })
        {
            Directory.CreateDirectory(_checkpoints.Folder[leftover]);
            await File.WriteAllBytesAsync(Path.Combine(_checkpoints.Folder[leftover], "blocks"), Some(2));
        }

        using var opened = _checkpoints.Open();

        Assert.Equal(before, _checkpoints.Files());
        Assert.Equal(Some(1), opened.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }
}
