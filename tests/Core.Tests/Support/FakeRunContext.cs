using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A run of one component: what it shares is made once and kept.</summary>
internal sealed class FakeRunContext(TimeProvider? clock = null) : RunContext
{
    private readonly Dictionary<string, object> _shared = [];

    public override string Pipeline => Name;

    public string Name { get; init; } = "test";

    public override string? CheckpointFolder => Folder;

    /// <summary>What it says its checkpoints are kept in.</summary>
    public string? Folder { get; init; }

    public override bool KeepsState => IsStateful;

    public bool IsStateful { get; init; }

    public override bool IsFresh => BeginsAnew;

    public bool BeginsAnew { get; init; }

    public override bool GoesBack => false;

    public override Duration CheckpointEvery { get; } = Duration.FromSeconds(10);

    public override TimeProvider Clock => clock ?? TimeProvider.System;

    public override T Shared<T>(string key, Func<T> create)
    {
        if (!_shared.TryGetValue(key, out var found)) _shared[key] = found = create();
        return (T)found;
    }
}
