using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service;

/// <summary>
/// Looks at the configured files and folders now and then: takes on what is new, reloads what has changed, stops what is
/// gone. A change counts once a file has been the same at two looks, so that one half written is not read.
/// </summary>
internal sealed class PipelineWatch(PipelineHost host, IReadOnlyList<PipelineEntry> entries, string folder, ILogger log)
{
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Dictionary<string, Stamp> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stamp> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes on everything there is.</summary>
    public void TakeAll()
    {
        _looking.Wait();
        var files = Find() ?? [];
        foreach (var file in files) TakeOn(file, Stamp.Of(file.Path));
        if (files.Count == 0 && host.Trouble is null) log.LogWarning("there are no pipelines in {Folders} yet; a file *.yaml that is put there is run", string.Join(", ", entries.Select(entry => Path.GetFullPath(entry.Path, folder))));
        _looking.Release();
    }

    /// <summary>Looks until it is cancelled.</summary>
    public async Task WatchAsync(TimeSpan every, TimeProvider clock, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(every, clock);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false)) await LookAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    /// <summary>One look.</summary>
    /// <param name="atOnce">Somebody has asked for it: what has changed is whole, and is not looked at twice.</param>
    public async Task LookAsync(bool atOnce = false)
    {
        await _looking.WaitAsync().ConfigureAwait(false);
        try
        {
            await LookAtAllAsync(atOnce).ConfigureAwait(false);
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task LookAtAllAsync(bool atOnce)
    {
        if (Find() is not { } files) return;
        foreach (var file in files) await LookAtAsync(file, atOnce).ConfigureAwait(false);
        foreach (var gone in _taken.Keys.Except(files.Select(file => file.Path)).ToList())
        {
            log.LogInformation("{File} is gone: its pipeline is stopped", gone);
            _taken.Remove(gone);
            _seen.Remove(gone);
            await host.RemoveAsync(gone).ConfigureAwait(false);
        }
    }

    /// <summary>All files there are; null when a folder cannot be read, which is told once.</summary>
    private IReadOnlyList<PipelineFile>? Find()
    {
        try
        {
            var files = PipelineFiles.Find(entries, folder);
            if (host.Trouble is not null) log.LogInformation("the folders of pipelines can be read again");
            host.Trouble = null;
            return files;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var trouble = $"the folders of pipelines cannot be read: {error.Message}";
            if (host.Trouble != trouble) log.LogError("{Trouble}", trouble);
            host.Trouble = trouble;
            return null;
        }
    }

    private async Task LookAtAsync(PipelineFile file, bool atOnce)
    {
        var now = Stamp.Of(file.Path);
        var isSettled = atOnce || _seen.GetValueOrDefault(file.Path) == now;
        _seen[file.Path] = now;
        var isKnown = _taken.TryGetValue(file.Path, out var taken);
        if (!isSettled || (isKnown && taken == now)) return;
        if (!isKnown)
        {
            log.LogInformation("{File} is new", file.Path);
            TakeOn(file, now);
            return;
        }

        _taken[file.Path] = now;
        log.LogInformation("{File} has changed", file.Path);
        var outcome = await host.Pipelines.First(pipeline => pipeline.File.Path == file.Path).ReloadAsync().ConfigureAwait(false);
        if (!outcome.Done) log.LogWarning("{Outcome}", outcome.Text);
    }

    private void TakeOn(PipelineFile file, Stamp stamp)
    {
        _taken[file.Path] = _seen[file.Path] = stamp;
        host.Add(file);
    }

    /// <summary>What tells one state of a file from another.</summary>
    private readonly record struct Stamp(DateTime Written, long Length)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(file.LastWriteTimeUtc, file.Length) : default;
        }
    }
}
