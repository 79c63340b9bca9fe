using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>A value on its way into an option.</summary>
/// <param name="Path">Its path below the record that is bound; empty for the record itself.</param>
/// <param name="Node">What was written.</param>
/// <param name="KeyAt">Where its key stands, for what is missing in it.</param>
/// <param name="Option">The option it belongs to, also as an item of its list or map; null for the record itself.</param>
internal sealed record Slot(string Path, Node Node, Location KeyAt, OptionShape? Option)
{
    public Location Place => Node.IsNull ? KeyAt : Node.At;

    /// <summary>What was written, in a problem's words; a secret is never shown.</summary>
    public string Shown => (IsHidden || Option is { IsSecret: true }) && Node is ScalarNode { IsNull: false } ? "***" : Node.Describe();

    /// <summary>The same, its value never shown: a secret may stand in the wrong place.</summary>
    public Slot Hidden => this with { IsHidden = true };

    private bool IsHidden { get; init; }

    public Slot Key(Entry entry, OptionShape? option) => new(Path.Length == 0 ? entry.Key : $"{Path}.{entry.Key}", entry.Value, entry.At, option);

    public Slot Item(int index, Node item) => new($"{Path}[{index}]", item, item.At, Option);

    /// <summary>Where a key of this map would be.</summary>
    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";
}
