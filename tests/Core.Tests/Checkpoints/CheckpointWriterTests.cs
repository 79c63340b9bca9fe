using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Tests.Support;
using static StreamGuard.Core.Tests.Checkpoints.Checkpointing;

namespace StreamGuard.Core.Tests.Checkpoints;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public async Task Writes_over_what_it_could_not_remove_before()
    {
        using var store = _checkpoints.Open();
        _ = Directory.CreateDirectory(Path.Combine(_checkpoints.Folder[".unfinished-epoch-000000000001"], "blocks"));

        await Write(store, 1, Some(1));

        Assert.Equal(Some(1), store.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Writes_all_when_blocks_it_would_refer_to_have_gone()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1), Some(2));
        File.Delete(_checkpoints.Folder.BlocksOf(1));

        await Write(store, 2, Some(1), Some(2));

        Assert.Equal([.. Some(1), .. Some(2)], store.Read(2)!.States[0].Bytes.ToArray());
    }

    [Fact]
    public async Task Refuses_once_another_run_has_opened_the_folder()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1));
        Generation.Raise(_checkpoints.Folder);
        using var snapshot = Of(2, Part("seconds", "lane 1 of 1", Some(2)));

        var refusal = await Assert.ThrowsAsync<TakenOverException>(() => store.WriteAsync(snapshot, default));

        Assert.Equal(
            $"another host has taken over the checkpoint folder '{_checkpoints.Folder.Path}': it has generation 2, this run is of generation 1 and may not write there any more",
            refusal.Message);
        Assert.Equal([1], store.List().Select(info => info.Epoch));
    }

    [Fact]
    public async Task Refuses_when_the_folder_was_removed()
    {
        using var store = _checkpoints.Open();
        Directory.Delete(_checkpoints.Folder.Path, recursive: true);
        using var snapshot = Of(1, Part("seconds", "lane 1 of 1", Some(2)));

        var refusal = await Assert.ThrowsAsync<TakenOverException>(() => store.WriteAsync(snapshot, default));

        Assert.Contains("was removed or replaced while this run held it", refusal.Message, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task Leaves_nothing_on_a_full_disk_and_goes_on_when_there_is_room()
    {
        using var disk = new SmallDisk(kilobytes: 4096);
        using var store = CheckpointStore.Open(disk.Path, "rig", TimeProvider.System);
        await Write(store, 1, Some(1));
        var folder = store.Folder.Path;
        var before = Directory.GetFileSystemEntries(folder).Order().ToList();

        using (disk.Fill(butBytes: Block / 2))
        {
            using var snapshot = Of(2, Part("seconds", "lane 1 of 1", Some(2), Some(3)));
            var full = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(snapshot, default));
            Assert.Equal(
                $"checkpoint 2 could not be written to '{folder}': the disk is full: make room there, or let checkpoint.path name a folder on another disk",
                full.Message);
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(folder).Order());
        await Write(store, 3, Some(1), Some(3));
        Assert.Equal([.. Some(1), .. Some(3)], store.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }

    [SmallDiskFact]
    public async Task Says_that_the_folder_has_become_read_only()
    {
        using var disk = new SmallDisk(kilobytes: 1024);
        using var store = CheckpointStore.Open(disk.Path, "rig", TimeProvider.System);
        await Write(store, 1, Some(1));
        using var snapshot = Of(2, Part("seconds", "lane 1 of 1", Some(2)));
        disk.MakeReadOnly();

        var refusal = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(snapshot, default));

        Assert.StartsWith($"checkpoint 2 could not be written to '{store.Folder.Path}': ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("checkpoint.path must name a folder that this process may write to", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Some(1), store.Newest().Checkpoint!.States[0].Bytes.ToArray());
    }
}
