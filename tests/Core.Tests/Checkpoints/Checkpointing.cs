using System.Buffers;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Checkpoints;

/// <summary>A checkpoint folder of its own, and state to fill it with.</summary>
internal sealed class Checkpointing : IDisposable
{
    public const int Block = StateBlocks.Bytes;

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    /// <summary>What checkpoint.path would say.</summary>
    public string Path => _folder.Path;

    public CheckpointFolder Folder => new(Path, "rig");

    public CheckpointStore Open() => CheckpointStore.Open(Path, "rig", TimeProvider.System);

    /// <summary>Writes and commits a checkpoint of one component.</summary>
    public static async Task Write(CheckpointStore store, long epoch, params byte[][] blocks)
    {
        using var snapshot = Of(epoch, Part("seconds", "lane 1 of 1", blocks));
        await store.WriteAsync(snapshot, default);
        store.Prune(epoch);
    }

    public static Snapshot Of(long epoch, params ComponentState[] states) => new(epoch, Noon.AddSeconds(epoch), states);

    public static ComponentState Part(string component, string part, params byte[][] blocks)
    {
        var buffer = new StateBuffer();
        foreach (var block in blocks) buffer.Write(block.AsSpan());
        return new ComponentState(component, part, "window", new Lazy<string>("f00d"), buffer);
    }

    /// <summary>Bytes that only this seed gives.</summary>
    public static byte[] Some(int seed, int length = Block)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>All files below the folder with their lengths, but those that say who holds it.</summary>
    public IEnumerable<(string Name, long Length)> Files() => Directory.EnumerateFiles(Folder.Path, "*", SearchOption.AllDirectories)
        .Select(file => (System.IO.Path.GetRelativePath(Folder.Path, file).Replace('\\', '/'), new FileInfo(file).Length))
        .Where(file => file.Item1 is not ("lock" or "holder" or "generation"))
        .Order();

    public void Dispose() => _folder.Dispose();
}
