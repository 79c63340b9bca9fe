using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// A sink that stands in a file of options, not of pipelines: its kind and the keys it has beside it, as under <c>sinks</c>
/// but without <c>from</c>. It is bound where it is known what its rows are.
/// </summary>
public sealed class SinkEntry
{
    internal SinkEntry(string key, Node value, Location at) => Entry = new Entry(key, at, value);

    /// <summary>The option that holds it.</summary>
    public string Name => Entry.Key;

    internal Entry Entry { get; }
}
