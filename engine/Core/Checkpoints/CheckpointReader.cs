using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Reads a checkpoint's blocks, each against its hash.</summary>
internal static class CheckpointReader
{
    /// <exception cref="InvalidDataException">A block is missing or not what was written; names the file.</exception>
    public static SavedCheckpoint Read(CheckpointFolder folder, Manifest manifest)
    {
        if (MissingBlocks(folder, manifest) is { } missing) throw new InvalidDataException(missing);
        var files = new Dictionary<long, SafeFileHandle>();
        try
        {
            foreach (var epoch in manifest.Blocks.Select(block => block.Epoch).Distinct()) files.Add(epoch, File.OpenHandle(folder.BlocksOf(epoch)));
            var states = manifest.States.Select(state => GC.AllocateUninitializedArray<byte>(checked((int)state.Bytes))).ToArray();
            ReadBlocks(folder, manifest, files, states);
            return new SavedCheckpoint(manifest.Epoch, manifest.Taken, [.. manifest.States.Zip(states, (state, bytes) =>
                new SavedState(state.Component, state.Part, state.Kind, state.Fingerprint, bytes))]);
        }
        catch (IOException e)
        {
            throw CheckpointFolder.Damaged(manifest.Epoch, folder.BlocksOf(manifest.Epoch), $"it cannot be read: {e.Message}", e);
        }
        finally
        {
            foreach (var file in files.Values) file.Dispose();
        }
    }

    /// <summary>What is wrong as far as the lengths of files tell it; null when nothing is.</summary>
    public static string? MissingBlocks(CheckpointFolder folder, Manifest manifest)
    {
        foreach (var group in manifest.Blocks.GroupBy(block => block.Epoch))
        {
            var file = new FileInfo(folder.BlocksOf(group.Key));
            var needed = group.Max(block => block.At + block.Bytes);
            if (!file.Exists) return Message("it is missing");
            if (file.Length < needed) return Message($"it ends after {file.Length} bytes, where {needed} were written");

            string Message(string what) => CheckpointFolder.Damaged(manifest.Epoch, file.FullName, what).Message;
        }

        return null;
    }

    /// <summary>On all processors: nothing else runs yet when a checkpoint is read, and a start waits for it.</summary>
    private static void ReadBlocks(CheckpointFolder folder, Manifest manifest, Dictionary<long, SafeFileHandle> files, byte[][] states)
    {
        var work = manifest.States.SelectMany((state, index) => Places(state, states[index])).ToList();
        var damages = new string?[work.Count];
        Parallel.For(0, work.Count, index =>
        {
            var (state, block, target) = work[index];
            if (ReadBlock(files[block.Epoch], block, target.Span) is { } damage)
                damages[index] = $"{block.Bytes} bytes at {block.At}, of the state of '{state.Component}' ({state.Part}), {damage}";
        });
        for (var i = 0; i < damages.Length; i++)
            if (damages[i] is { } damage) throw CheckpointFolder.Damaged(manifest.Epoch, folder.BlocksOf(work[i].Block.Epoch), damage);
    }

    private static IEnumerable<(ManifestState State, BlockReference Block, Memory<byte> Target)> Places(ManifestState state, byte[] bytes)
    {
        var at = 0;
        foreach (var block in state.Blocks)
        {
            yield return (state, block, bytes.AsMemory(at, block.Bytes));
            at += block.Bytes;
        }
    }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    private static string? ReadBlock(SafeFileHandle file, BlockReference block, Span<byte> target)
    {
        try
        {
            for (var read = 0; read < target.Length;)
            {
                var got = RandomAccess.Read(file, target[read..], block.At + read);
                if (got == 0) break;
                read += got;
            }
        }
        catch (IOException e)
        {
            return $"cannot be read: {e.Message}";
        }

        return Convert.ToHexStringLower(SHA256.HashData(target)) == block.Sha256 ? null : "are not those that were written";
    }
}
