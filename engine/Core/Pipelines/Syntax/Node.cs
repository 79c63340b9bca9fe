using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>A value of a pipeline file and where it was written. Immutable; an alias shares its anchor's node.</summary>
internal abstract class Node(Location at)
{
    /// <summary>Where the value begins; of a quoted text its first character, behind the quote.</summary>
    public Location At { get; } = at;

    /// <summary>Values in it, itself included, aliases counted each time.</summary>
    public abstract long Size { get; }

    /// <summary>Nothing was written, or null.</summary>
    public virtual bool IsNull => false;

    /// <summary>The value in a problem's words: <c>'abc'</c>, <c>5</c>, <c>a map</c>.</summary>
    public abstract string Describe();
}

internal enum ScalarStyle
{
    Plain,
    Quoted,
}

/// <summary>A single value.</summary>
internal sealed class ScalarNode(Location at, string text, ScalarStyle style) : Node(at)
{
    public string Text { get; } = text;

    public ScalarStyle Style { get; } = style;

    /// <summary>As it stands in the file, when variables were put in; else null.</summary>
    public string? Template { get; init; }

    /// <summary>What was meant is not known, which has been reported: nothing more is to be said about the value.</summary>
    public bool IsUnknown { get; init; }

    public override long Size => 1;

    public override bool IsNull => !IsUnknown && Style == ScalarStyle.Plain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Describe()
    {
        var text = Text.Length <= 60 ? Text : Text[..57] + "...";
        var shown = IsNull ? "nothing" : Style == ScalarStyle.Plain && Scalars.IsNumberOrBool(Text) ? text : $"'{text}'";
        return Template is null ? shown : $"{shown} (from {Template})";
    }
}

internal sealed class ListNode(Location at, IReadOnlyList<Node> items) : Node(at)
{
    public IReadOnlyList<Node> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override string Describe() => "a list";
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key's text.</param>
/// <param name="At">Where the key begins.</param>
/// <param name="Value">What stands behind it.</param>
internal sealed record Entry(string Key, Location At, Node Value);

/// <summary>Keys and values in the order written; every key once.</summary>
internal sealed class MapNode(Location at, IReadOnlyList<Entry> entries) : Node(at)
{
    public IReadOnlyList<Entry> Entries { get; } = entries;

    public override long Size { get; } = 1 + entries.Sum(entry => entry.Value.Size);

    public Entry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public override string Describe() => "a map";

    /// <summary>The map with an entry in the place of the one of its key, or added at the end.</summary>
    public MapNode With(Entry entry)
    {
        var found = Find(entry.Key) is not null;
        return new MapNode(At, found ? [.. Entries.Select(old => old.Key == entry.Key ? entry : old)] : [.. Entries, entry]);
    }

    public MapNode Without(params IEnumerable<string> keys) =>
        new(At, [.. Entries.Where(entry => !keys.Contains(entry.Key))]);
}
