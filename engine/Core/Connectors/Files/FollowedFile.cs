using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>One file that is followed; it may get another name, and another file its name.</summary>
/// <param name="Path">Its name when it was found.</param>
/// <param name="Id">Its <see cref="FileIdentity"/>.</param>
/// <param name="Generation">How often it was emptied and begun anew.</param>
internal sealed record FollowedFile(string Path, string Id, int Generation)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Of a file that has been quiet for a while: a host may follow many that rarely grow.</summary>
    private static readonly TimeSpan QuietPoll = TimeSpan.FromMilliseconds(200);

    /// <summary>A writer may go on with a file for a while after it was renamed.</summary>
    private static readonly TimeSpan RotationGrace = TimeSpan.FromSeconds(1);

    /// <summary>Of its partition: the same after a restart, another one after it was emptied.</summary>
    public string Name => Generation == 0 ? $"{Path}#{Id}" : $"{Path}#{Id}.{Generation}";

    /// <summary>Opens it under the name it has now; null when it is gone.</summary>
    public SafeFileHandle? TryOpen()
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        // It keeps its name most of the time; otherwise it was renamed within its folder.
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Prepend(Path) : [])
        {
            if (FileIdentity.Of(path) != Id) continue;
            var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (FileIdentity.Of(handle) == Id) return handle;
            handle.Dispose();
        }

        return null;
    }

    /// <summary>
    /// Reads, waiting for growth, until the file was emptied or another one has its name and it has been quiet for a while.
    /// </summary>
    /// <returns>What takes its place.</returns>
    public async Task<FollowedFile> ReadAsync(
        SafeFileHandle handle, RecordReader reader, SourceOutput output, SourcePartition partition, TimeProvider clock, CancellationToken stop)
    {
        var grown = clock.GetTimestamp();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            await output.WaitForOthersAsync(partition, stop);
            var read = RandomAccess.Read(handle, reader.Room.Span, reader.End);
            if (read > 0)
            {
                await reader.AdvanceAsync(read, stop);
                reader.SkipToResume();
                grown = clock.GetTimestamp();
                continue;
            }

            output.CaughtUp(partition);
            if (RandomAccess.GetLength(handle) < Math.Max(reader.End, partition.Position)) return this with { Generation = Generation + 1 };
            var isQuiet = clock.GetElapsedTime(grown) >= RotationGrace;
            if (isQuiet && FileIdentity.Of(Path) is { } id && id != Id) return new FollowedFile(Path, id, 0);
            await Task.Delay(isQuiet ? QuietPoll : Poll, clock, stop);
        }
    }
}
