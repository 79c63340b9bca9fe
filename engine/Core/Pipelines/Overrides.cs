using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Applies overrides of the command line, <c>--set sources.readings.event_time.disorder=5s</c>: a path of keys as in
/// the file, and a value in YAML. Null removes.
/// </summary>
internal sealed class Overrides(Problems problems)
{
    public MapNode Apply(MapNode root, IReadOnlyList<(string Path, string Value)> overrides)
    {
        foreach (var (path, value) in overrides)
        {
            // The value itself is left out: it may be a secret.
            var place = new Location($"--set {path}", 0, 0);
            var keys = path.Split('.');
            if (keys.Any(string.IsNullOrWhiteSpace)) problems.Error(ProblemCodes.BadOverride, place, $"'{path}' is not a path of keys.", "Write for example sources.readings.event_time.disorder=5s.");
            else if (YamlReader.ReadAt(place, value, problems) is { } node) root = Set(root, keys, place, node);
            else root = Set(root, keys, place, new ScalarNode(place, "", ScalarStyle.Quoted));
        }

        return root;
    }

    private MapNode Set(MapNode map, ReadOnlySpan<string> keys, Location place, Node value)
    {
        var old = map.Find(keys[0]);
        if (keys.Length == 1) return value.IsNull ? map.Without(keys[0]) : map.With(new Entry(keys[0], old?.At ?? place, value));
        if (old is { Value: not MapNode and { IsNull: false } })
        {
            problems.Error(ProblemCodes.BadOverride, place, $"'{keys[0]}' is {old.Value.Describe()}, so it has no '{keys[1]}'.", "Set it as a whole.");
            return map;
        }

        var inner = old?.Value as MapNode ?? new MapNode(place, []);
        return map.With(new Entry(keys[0], old?.At ?? place, Set(inner, keys[1..], place, value)));
    }
}
