using StreamGuard.Core.Checkpoints;
using static StreamGuard.Core.Tests.Checkpoints.Checkpointing;

namespace StreamGuard.Core.Tests.Checkpoints;

/// <summary>Whatever happens to a checkpoint's files is seen, said with the file's name, and the checkpoint before is used.</summary>
public sealed class CheckpointReaderTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    private CheckpointFolder Folder => _checkpoints.Folder;

    public void Dispose() => _checkpoints.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task Sees_that_a_manifest_was_cut_short(int length)
    {
        await WriteTwo();
        Cut(Folder.ManifestOf(2), length);

        SeesDamage(Folder.ManifestOf(2));
    }

    [Fact]
    public async Task Sees_every_bit_of_a_manifest()
    {
        await WriteTwo();
        var good = await File.ReadAllBytesAsync(Folder.ManifestOf(2));

        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = good.ToArray();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => Manifest.Parse(bad));
        }
    }

    [Fact]
    public async Task Sees_that_a_bit_of_a_manifest_is_flipped()
    {
        await WriteTwo();
        Flip(Folder.ManifestOf(2));

        SeesDamage(Folder.ManifestOf(2), "its checksum is not that of its content");
    }

    [Fact]
    public async Task Sees_that_a_manifest_is_missing()
    {
        await WriteTwo();
        File.Delete(Folder.ManifestOf(2));

        SeesDamage(Folder.ManifestOf(2), "it is missing");
    }

    [Fact]
    public async Task Sees_that_a_manifest_is_that_of_another_checkpoint()
    {
        await WriteTwo();
        File.Copy(Folder.ManifestOf(1), Folder.ManifestOf(2), overwrite: true);

        SeesDamage(Folder.ManifestOf(2), "it is that of checkpoint 1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Block)]
    [InlineData(-1)]
    public async Task Sees_that_blocks_were_cut_short(int length)
    {
        await WriteTwo();
        Cut(Folder.BlocksOf(2), length);

        SeesDamage(Folder.BlocksOf(2), $"it ends after {(length < 0 ? (2 * Block) + length : length)} bytes, where {2 * Block} were written");
        Assert.Contains("it ends after", Folder.List()[1].Damage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sees_that_a_bit_of_a_block_is_flipped()
    {
        await WriteTwo();
        Flip(Folder.BlocksOf(2));

        SeesDamage(Folder.BlocksOf(2), "of the state of 'seconds' (lane 1 of 1), are not those that were written");
    }

    [Fact]
    public async Task Sees_that_blocks_are_missing()
    {
        await WriteTwo();
        File.Delete(Folder.BlocksOf(2));

        SeesDamage(Folder.BlocksOf(2), "it is missing");
    }

    [Fact]
    public async Task Sees_damage_in_a_block_that_an_earlier_checkpoint_wrote()
    {
        using (var store = _checkpoints.Open())
        {
            await Write(store, 1, Some(1));
            await Write(store, 2, Some(1), Some(2));
        }

        Flip(Folder.BlocksOf(1));

        using var opened = _checkpoints.Open();
        var (newest, damaged) = opened.Newest();
        Assert.Null(newest);
        Assert.Equal(["checkpoint 2 is damaged", "checkpoint 1 is damaged"], damaged.Select(text => text.Split(':')[0]));
        Assert.All(damaged, text => Assert.Contains(Folder.BlocksOf(1), text, StringComparison.Ordinal));
    }

    private async Task WriteTwo()
    {
        using var store = _checkpoints.Open();
        await Write(store, 1, Some(1));
        await Write(store, 2, Some(2), Some(3));
    }

    private void SeesDamage(string file, string what = "")
    {
        using var store = _checkpoints.Open();

        var damage = Assert.Throws<InvalidDataException>(() => store.Read(2)).Message;
        Assert.StartsWith($"checkpoint 2 is damaged: '{file}': ", damage, StringComparison.Ordinal);
        Assert.Contains(what, damage, StringComparison.Ordinal);
        var (newest, damaged) = store.Newest();
        Assert.Equal(1, newest!.Epoch);
        Assert.Equal(Some(1), newest.States[0].Bytes.ToArray());
        Assert.Equal([damage], damaged);
        Assert.Null(store.List()[0].Damage);
    }

    /// <param name="path">The file.</param>
    /// <param name="length">What is left; below 0 so much less than there was.</param>
    private static void Cut(string path, int length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length < 0 ? file.Length + length : length);
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }
}
