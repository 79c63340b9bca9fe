using System.Collections.Concurrent;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A run of a pipeline, as far as its components see it. Disposing ends it as a failure would.</summary>
internal sealed class TestRun(string pipeline, string? checkpoints = "/data/checkpoints", Duration? every = null, TimeProvider? clock = null) : RunContext, IDisposable
{
    // Clients that nobody closes go on calling back, so what they call must not be collected.
    private static readonly ConcurrentBag<object> Abandoned = [];

    private readonly Dictionary<(Type, string), object> _shared = [];

    public override string Pipeline => pipeline;

    public override string? CheckpointFolder => checkpoints;

    public override Duration CheckpointEvery { get; } = every ?? Duration.FromSeconds(10);

    public override bool KeepsState => false;

    public override bool IsFresh => false;

    public override bool GoesBack => false;

    public override TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    public override T Shared<T>(string key, Func<T> create)
    {
        if (!_shared.TryGetValue((typeof(T), key), out var found)) _shared[(typeof(T), key)] = found = create();
        return (T)found;
    }

    /// <summary>Leaves everything as a process does that is killed: what it held is not closed.</summary>
    public void Abandon()
    {
        foreach (var shared in _shared.Values) Abandoned.Add(shared);
        _shared.Clear();
    }

    public void Dispose()
    {
        foreach (var shared in _shared.Values) (shared as IDisposable)?.Dispose();
        _shared.Clear();
    }
}
