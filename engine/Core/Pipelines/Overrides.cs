using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Applies overrides of the command line, <c>--set sources.readings.event_time.disorder=5s</c>: a path of keys as in
/// the file, and a value in YAML. An option of a component may also be named without its kind, as problems do. Null
/// removes.
/// </summary>
internal sealed class Overrides(Registry registry, Problems problems)
{
    public MapNode Apply(MapNode root, IReadOnlyList<(string Path, string Value)> overrides)
    {
        foreach (var (path, value) in overrides)
        {
            // The value is left out of the place: it may be a secret.
            var place = new Location($"--set {path}", 0, 0);
            var keys = path.Split('.').ToList();
            var node = YamlReader.ReadAt(place, value, problems) ?? new ScalarNode(place, "", ScalarStyle.Quoted);
            if (keys.Any(string.IsNullOrWhiteSpace))
                problems.Error(ProblemCodes.BadOverride, place, $"'{path}' is not a path of keys.", "Write for example sources.readings.event_time.disorder=5s.");
            else if (ResolveComponent(root, keys, place)) root = Set(root, keys, 0, place, node);
        }

        return root;
    }

    /// <summary>Puts in the kind where it was left out; false when there is no such component, which is reported.</summary>
    private bool ResolveComponent(MapNode root, List<string> keys, Location place)
    {
        Role[] roles = [Role.Source, Role.Transform, Role.Sink];
        var at = Array.FindIndex(roles, role => ComponentKeys.Section(role) == keys[0]);
        if (at < 0 || keys.Count < 3 || root.Find(keys[0])?.Value is not MapNode section) return true;
        if (section.Find(keys[1]) is not { } component)
        {
            var names = section.Entries.Select(entry => entry.Key);
            problems.Error(ProblemCodes.BadOverride, place, $"There is no {ComponentKeys.Word(roles[at])} '{keys[1]}'.", NearMatch.Hint(keys[1], names));
            return false;
        }

        var own = ComponentKeys.Of(roles[at]);
        if (component.Value is not MapNode map || own.Contains(keys[2]) || map.Find(keys[2]) is not null || registry.Find(roles[at], keys[2]) is not null) return true;
        if (map.Entries.FirstOrDefault(entry => !own.Contains(entry.Key)) is { } kind) keys.Insert(2, kind.Key);
        return true;
    }

    private MapNode Set(MapNode map, List<string> keys, int depth, Location place, Node value)
    {
        var key = keys[depth];
        var old = map.Find(key);
        if (depth == keys.Count - 1) return value.IsNull ? map.Without(key) : map.With(new Entry(key, old?.At ?? place, value));
        if (old is { Value: not MapNode and { IsNull: false } })
        {
            problems.Error(ProblemCodes.BadOverride, place, $"'{key}' is no map, so it has no '{keys[depth + 1]}'.", "Set it as a whole.");
            return map;
        }

        var inner = old?.Value as MapNode ?? new MapNode(place, []);
        return map.With(new Entry(key, old?.At ?? place, Set(inner, keys, depth + 1, place, value)));
    }
}
