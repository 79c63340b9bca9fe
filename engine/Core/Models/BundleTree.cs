using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Models;

/// <summary>
/// Brings a bundle.yaml into the shape of <see cref="BundleOptions"/>: notes are left out, a feature written
/// <c>name: expression</c> gets its two keys, and groups of outputs become outputs named <c>group.output</c>.
/// </summary>
internal static class BundleTree
{
    public static MapNode Shape(MapNode root)
    {
        root = Replace(root, "features", Features);
        root = Replace(root, "outputs", Outputs);
        return WithoutNotes(root, new OptionsShape(typeof(BundleOptions)));
    }

    private static MapNode Replace(MapNode root, string key, Func<Node, Node> change) =>
        root.Find(key) is { } entry ? root.With(entry with { Value = change(entry.Value) }) : root;

    private static Node Features(Node node) => node is ListNode list ? new ListNode(list.At, [.. list.Items.Select(Feature)]) : node;

    private static Node Feature(Node item) => item is MapNode { Entries: [{ Key: not "name" } only] } map
        ? new MapNode(map.At, [new Entry("name", only.At, new ScalarNode(only.At, only.Key, ScalarStyle.Quoted)), only with { Key = "expression" }])
        : item;

    private static Node Outputs(Node node) => node switch
    {
        ListNode list => new MapNode(list.At, [.. list.Items.Select((item, i) => new Entry(NameOf(item) ?? $"{i}", item.At, item)).DistinctBy(entry => entry.Key)]),
        MapNode map => new MapNode(map.At, [.. map.Entries.SelectMany(Flat)]),
        _ => node,
    };

    private static string? NameOf(Node item) => (item as MapNode)?.Find("name")?.Value is ScalarNode { IsNull: false } name ? name.Text : null;

    private static IEnumerable<Entry> Flat(Entry entry)
    {
        if (entry.Value is not MapNode map || map.Find("name") is not null) return [entry];
        var inner = map.Entries.Where(each => each.Value is MapNode).Select(each => each with { Key = $"{entry.Key}.{each.Key}" }).ToList();
        return inner.Count > 0 ? inner : [entry];
    }

    /// <summary>Leaves out what is no option, unless it looks like one that is not there: a misspelt key is no note.</summary>
    private static MapNode WithoutNotes(MapNode map, OptionsShape shape)
    {
        var absent = shape.Keys.Where(key => map.Find(key) is null).ToList();
        var kept = new List<Entry>();
        foreach (var entry in map.Entries)
        {
            if (shape.Find(entry.Key) is { } option) kept.Add(entry with { Value = Below(entry.Value, option.Type) });
            else if (NearMatch.Find(entry.Key, absent) is not null) kept.Add(entry);
        }

        return new MapNode(map.At, kept);
    }

    private static Node Below(Node value, Type type)
    {
        if (TypeShape.ItemOf(type) is { } item) return value is ListNode list ? new ListNode(list.At, [.. list.Items.Select(each => Below(each, item))]) : Below(value, item);
        if (value is not MapNode map) return value;
        if (TypeShape.ValueOf(type) is { } values) return new MapNode(map.At, [.. map.Entries.Select(entry => entry with { Value = Below(entry.Value, values) })]);
        return TypeShape.IsRecord(type) ? WithoutNotes(map, new OptionsShape(type)) : map;
    }
}
