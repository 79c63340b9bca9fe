using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// Follows files side by side as they grow, those included that appear later. When a file is renamed and a new one
/// takes its name, or when it is copied and emptied, it is read to its end before the next one is begun. What is
/// rotated away to a name that the patterns match as well is not read twice.
/// </summary>
internal sealed class FollowedFiles(IReadOnlyList<string> patterns, long maxLine, int blockBytes, TimeProvider clock) : IStateful
{
    private static readonly TimeSpan DiscoverEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<FollowedFile> _open = [];
    private readonly List<FollowedFile> _done = [];

    public void Save(StateWriter state)
    {
        lock (_lock)
        {
            Save(_open, state);
            Save(_done, state);
        }
    }

    public void Restore(StateReader state)
    {
        _open.AddRange(Read(state));
        _done.AddRange(Read(state));
    }

    /// <summary>Runs until it is stopped or a file fails.</summary>
    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = new List<Task>();
        var fresh = _open.ToList();
        var mustMatch = fresh.Count == 0;
        try
        {
            while (true)
            {
                var found = patterns.SelectMany(FilePattern.Find).Where(File.Exists).ToList();
                if (mustMatch && found.Count == 0) throw new FileNotFoundException($"no file matches {string.Join(", ", patterns.Select(path => $"'{path}'"))}");
                fresh.AddRange(Discover(found));
                // All are open before one is read: its rows raise the watermark, and those of a file opened later are late.
                var opened = fresh.ConvertAll(file => (File: file, Partition: output.Open(file.Name)));
                output.AllOpen();
                running.AddRange(opened.ConvertAll(each => FollowAsync(each.File, each.Partition, output, failed.Token)));
                fresh.Clear();
                mustMatch = false;
                var over = await Task.WhenAny(running.Append(Task.Delay(DiscoverEvery, clock, failed.Token)));
                if (running.Remove(over)) await over;
                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await failed.CancelAsync();
            await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private List<FollowedFile> Discover(List<string> found)
    {
        var files = found.Where(path => !InputFile.IsPacked(path)).Select(path => (Path: path, Id: FileIdentity.Of(path))).ToList();
        lock (_lock)
        {
            _done.RemoveAll(file => files.All(there => there.Id != file.Id));
            var fresh = files
                .Where(there => there.Id is not null && !_open.Concat(_done).Any(file => file.Id == there.Id))
                // A name that is being followed is gone over to its next file by whoever follows it.
                .Where(there => _open.All(file => file.Path != there.Path))
                .Select(there => new FollowedFile(there.Path, there.Id!, 0)).ToList();
            _open.AddRange(fresh);
            return fresh;
        }
    }

    /// <summary>Follows one name from file to file.</summary>
    private async Task FollowAsync(FollowedFile file, SourcePartition partition, SourceOutput output, CancellationToken stop)
    {
        // Side by side: a file that is all there is read without a wait, and would keep the others from being begun.
        await Task.Yield();
        while (true)
        {
            using var handle = file.TryOpen();
            if (handle is null)
            {
                // It went while nobody looked; what its name stands for now is found like any other file.
                Replace(file, next: null);
                await output.FinishAsync(partition, stop);
                return;
            }

            var reader = new RecordReader(output, partition, maxLine, blockBytes);
            var next = await file.ReadAsync(handle, reader, output, partition, clock, stop);
            await reader.EndAsync(stop);
            // The next is open before this one is finished, so that the watermark never is without a partition.
            var nextPartition = output.Open(next.Name);
            Replace(file, next);
            await output.FinishAsync(partition, stop);
            (file, partition) = (next, nextPartition);
        }
    }

    private void Replace(FollowedFile file, FollowedFile? next)
    {
        lock (_lock)
        {
            _open.Remove(file);
            if (next is not null) _open.Add(next);
            if (next?.Id != file.Id) _done.Add(file);
        }
    }

    private static void Save(List<FollowedFile> files, StateWriter state)
    {
        state.Write(files.Count);
        foreach (var file in files)
        {
            state.Write(file.Path);
            state.Write(file.Id);
            state.Write(file.Generation);
        }
    }

    private static IEnumerable<FollowedFile> Read(StateReader state)
    {
        for (var left = state.ReadInt(); left > 0; left--) yield return new FollowedFile(state.ReadString(), state.ReadString(), state.ReadInt());
    }
}
