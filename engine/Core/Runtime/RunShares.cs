using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>The one context of a run's components, and what they share.</summary>
internal sealed class RunShares(string pipeline, string? checkpointFolder, TimeProvider clock) : RunContext, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type, string), object> _shared = [];

    public override string Pipeline => pipeline;

    public override string? CheckpointFolder => checkpointFolder;

    public override TimeProvider Clock => clock;

    public override T Shared<T>(string key, Func<T> create)
    {
        lock (_lock)
        {
            if (!_shared.TryGetValue((typeof(T), key), out var found)) _shared[(typeof(T), key)] = found = create();
            return (T)found;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var shared in _shared.Values)
        {
            if (shared is IAsyncDisposable later) await later.DisposeAsync().ConfigureAwait(false);
            else (shared as IDisposable)?.Dispose();
        }

        _shared.Clear();
    }
}
