using System.Text;
using System.Text.Json;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The paths of all columns as one tree, so that a record is walked once. A node knows the columns whose value it is,
/// and all columns at and below it, which start anew when its name comes again.
/// </summary>
internal sealed class FieldTree
{
    private readonly List<(byte[] Name, FieldTree Child)> _members = [];
    private readonly Dictionary<int, FieldTree> _items = [];
    private int[] _columns = [];
    private int[] _columnsBelow = [];

    public FieldTree(IReadOnlyList<FieldPath> paths)
    {
        for (var column = 0; column < paths.Count; column++) Add(paths[column].Steps, column);
    }

    private FieldTree() { }

    /// <summary>Members that something wants, by name.</summary>
    public IReadOnlyList<(byte[] Name, FieldTree Child)> Members => _members;

    /// <summary>Columns whose value stands here.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Columns whose value stands here or within.</summary>
    public ReadOnlySpan<int> ColumnsBelow => _columnsBelow;

    /// <summary>Nothing within a value here is wanted by itself.</summary>
    public bool IsLeaf => _members.Count == 0 && _items.Count == 0;

    /// <summary>The node of the member whose name the reader stands at; null when nothing wants it.</summary>
    public FieldTree? Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) return EscapedMember(ref reader);
        foreach (var (name, child) in _members)
            if (reader.ValueSpan.SequenceEqual(name)) return child;
        return null;
    }

    public FieldTree? Item(int index) => _items.GetValueOrDefault(index);

    // A name with half a surrogate pair is well formed and equals no other.
    private FieldTree? EscapedMember(ref Utf8JsonReader reader)
    {
        if (JsonConversion.Unescape(ref reader) is not { } written) return null;
        foreach (var (name, child) in _members)
            if (written.AsSpan().SequenceEqual(name)) return child;
        return null;
    }

    private void Add(IReadOnlyList<FieldStep> steps, int column)
    {
        var node = this;
        node._columnsBelow = [.. node._columnsBelow, column];
        foreach (var step in steps)
        {
            node = step.Name is null ? node.ItemFor(step.Index) : node.MemberFor(Encoding.UTF8.GetBytes(step.Name));
            node._columnsBelow = [.. node._columnsBelow, column];
        }

        node._columns = [.. node._columns, column];
    }

    private FieldTree ItemFor(int index)
    {
        if (!_items.TryGetValue(index, out var child)) _items.Add(index, child = new FieldTree());
        return child;
    }

    private FieldTree MemberFor(byte[] name)
    {
        foreach (var (known, child) in _members)
            if (known.AsSpan().SequenceEqual(name)) return child;
        _members.Add((name, new FieldTree()));
        return _members[^1].Child;
    }
}
