using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Writes a checkpoint's file of blocks. A block that the checkpoint before or this one has already is referred to.</summary>
internal sealed class BlockWriter : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Dictionary<string, BlockReference> _known;
    private readonly long _epoch;

    /// <param name="path">The file to make.</param>
    /// <param name="epoch">Of the checkpoint.</param>
    /// <param name="known">Blocks to refer to.</param>
    public BlockWriter(string path, long epoch, IEnumerable<BlockReference> known)
    {
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        _epoch = epoch;
        _known = [];
        foreach (var block in known) _known.TryAdd(block.Sha256, block);
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// The blocks of an earlier checkpoint that the next may refer to: those whose file is there, and of which at least half
    /// is used. What is used of the others is written again, so that their files can go: all files together take
    /// at most about twice the state, and those of the two checkpoints that are kept differ by what changed.
    /// </summary>
    public static IEnumerable<BlockReference> Reusable(Manifest earlier, CheckpointFolder folder) =>
        earlier.Blocks.GroupBy(block => block.Epoch).Where(blocks => IsReusable(blocks, new FileInfo(folder.BlocksOf(blocks.Key)))).SelectMany(blocks => blocks);

    public BlockReference Write(ReadOnlySpan<byte> content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (_known.TryGetValue(hash, out var known)) return known;
        RandomAccess.Write(_file, content, Length);
        var block = new BlockReference(hash, content.Length, _epoch, Length);
        Length += content.Length;
        _known.Add(hash, block);
        return block;
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private static bool IsReusable(IEnumerable<BlockReference> used, FileInfo file)
    {
        var blocks = used.DistinctBy(block => block.At).ToList();
        return file.Exists && file.Length >= blocks.Max(block => block.At + block.Bytes) && blocks.Sum(block => (long)block.Bytes) >= file.Length / 2;
    }
}
