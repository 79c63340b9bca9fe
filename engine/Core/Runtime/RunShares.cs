using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>The one context of a run's components, and what they share.</summary>
internal sealed class RunShares(Plan first, string? checkpointFolder, RunSettings settings) : RunContext, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type, string), object> _shared = [];

    /// <summary>The plan that is run now.</summary>
    public Plan Plan { get; set; } = first;

    public override string Pipeline => Plan.Name;

    public override string? CheckpointFolder => checkpointFolder;

    public override Duration CheckpointEvery => Plan.Run.CheckpointEvery;

    public override TimeProvider Clock => settings.Clock;

    public override bool KeepsState => Plan.KeepsState;

    public override bool IsFresh => settings.Restart.Fresh;

    public override bool GoesBack => WasSetBack;

    /// <summary>The run begins at a checkpoint with newer ones behind it.</summary>
    public bool WasSetBack { get; set; }

    public override IReadOnlyDictionary<string, QueryTable> Tables => Plan.Tables;

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
