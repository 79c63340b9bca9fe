using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning;

/// <summary>Which transactional sinks commit at once, and which apart. The first of all decides where a restart goes on.</summary>
internal sealed class CommitPlanning
{
    private readonly HashSet<string> _all = [];
    private readonly HashSet<string> _apart = [];
    private (string Sink, string With)? _first;

    /// <summary>Takes a sink in, when bound, in the plan's order.</summary>
    public void Add(string name, ISink sink)
    {
        if (!sink.IsTransactional) return;
        _all.Add(name);
        var with = sink.CommitsWith ?? $"sink {name}";
        _first ??= (name, with);
        if (with != _first.Value.With) _apart.Add(name);
    }

    /// <summary>The sink commits in transactions.</summary>
    public bool IsTransactional(string name) => _all.Contains(name);

    /// <summary>The sink that decides where a restart goes on, where this one does not commit with it; else null.</summary>
    public string? ApartFrom(string name) => _apart.Contains(name) ? _first!.Value.Sink : null;
}
