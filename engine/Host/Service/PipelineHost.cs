using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Feeds;

namespace StreamGuard.Host.Service;

/// <summary>Runs pipelines beside one another; what becomes of one is nothing to the others.</summary>
internal sealed class PipelineHost(HostSettings settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (HostedPipeline Pipeline, Task Life)> _pipelines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostedPipeline> _names = new(StringComparer.Ordinal);

    /// <summary>Brings failures to the sink that the host file names; null where it names none.</summary>
    public RowFeed? Alerts { get; init; }

    /// <summary>What keeps the host from seeing its pipelines; null when nothing does.</summary>
    public string? Trouble { get; set => Volatile.Write(ref field, value); }

    /// <summary>Every pipeline of the host, by file.</summary>
    public IReadOnlyList<HostedPipeline> Pipelines
    {
        get
        {
            lock (_lock) return [.. _pipelines.Values.Select(each => each.Pipeline).OrderBy(each => each.File.Path, StringComparer.Ordinal)];
        }
    }

    /// <summary>Told of every pipeline that the host takes on, before it starts.</summary>
    public event Action<HostedPipeline>? Added;

    /// <summary>The pipeline of this name; null when the host has none.</summary>
    public HostedPipeline? Find(string name) => Pipelines.FirstOrDefault(each => each.Status.Name == name);

    /// <summary>True when the host can be asked; it does not return while nobody can ask it.</summary>
    public bool Answers()
    {
        lock (_lock) return true;
    }

    /// <summary>Takes on a file and starts its pipeline.</summary>
    public HostedPipeline Add(PipelineFile file)
    {
        var pipeline = new HostedPipeline(file, settings with { Claim = Claim });
        lock (_lock) _pipelines.Add(file.Path, (pipeline, Task.CompletedTask));
        Added?.Invoke(pipeline);
        var life = Task.Run(pipeline.LiveAsync);
        lock (_lock) _pipelines[file.Path] = (pipeline, life);
        return pipeline;
    }

    /// <summary>Stops a pipeline whose file is gone, and forgets it.</summary>
    public async Task RemoveAsync(string path)
    {
        (HostedPipeline Pipeline, Task Life) known;
        lock (_lock)
        {
            if (!_pipelines.TryGetValue(path, out known)) return;
        }

        await known.Pipeline.StopAsync().ConfigureAwait(false);
        await known.Life.ConfigureAwait(false);
        lock (_lock)
        {
            _pipelines.Remove(path);
            foreach (var (name, _) in _names.Where(each => each.Value == known.Pipeline).ToList()) _names.Remove(name);
        }
    }

    /// <summary>Stops all of them together; those that do not drain in time are ended.</summary>
    /// <returns>False when some had to be ended.</returns>
    public async Task<bool> StopAsync(TimeSpan within)
    {
        List<(HostedPipeline Pipeline, Task Life)> all;
        lock (_lock) all = [.. _pipelines.Values];
        var stopping = Task.WhenAll(all.Select(each => each.Pipeline.StopAsync()).Concat(all.Select(each => each.Life)));
        if (await Task.WhenAny(stopping, Task.Delay(within, settings.Clock)).ConfigureAwait(false) == stopping) return true;
        foreach (var (pipeline, _) in all) pipeline.Abort();
        await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromSeconds(5), settings.Clock)).ConfigureAwait(false);
        return false;
    }

    /// <summary>A name is the identity of state, files and metrics: it belongs to the first file that has it.</summary>
    private Problem? Claim(HostedPipeline asking, string name)
    {
        lock (_lock)
        {
            if (!_names.TryGetValue(name, out var owner) || owner == asking)
            {
                foreach (var (held, _) in _names.Where(each => each.Value == asking).ToList()) _names.Remove(held);
                _names[name] = asking;
                return null;
            }

            return new Problem(
                ProblemCodes.NameTaken, Severity.Error, new Location(asking.File.Path, 1, 1), $"The pipeline name '{name}' is taken by {owner.File.Path}, which this host runs too.",
                "Give it another name: state, files and metrics go by it.");
        }
    }
}
