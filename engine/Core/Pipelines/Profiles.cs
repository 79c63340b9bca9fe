using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Merges a profile into a pipeline file by name: a kind in a profile replaces the base's kind and with it decode and
/// columns, other keys merge, null removes.
/// </summary>
internal sealed class Profiles(Registry registry, Problems problems)
{
    private static readonly string[] MergedKeys = [.. FileOptions.Keys.Where(key => key != "profiles")];
    private static readonly Role[] Sections = [Role.Source, Role.Transform, Role.Sink];

    private readonly KindFinder _kinds = new(registry, problems);

    /// <summary>The file without its profiles, the named one merged in.</summary>
    public MapNode Apply(MapNode root, string? name)
    {
        root = RightKeys(root);
        CheckShapes(root);
        var bare = root.Without("profiles");
        if (name is null) return bare;
        var profiles = root.Find("profiles")?.Value as MapNode;
        var profile = profiles?.Find(name);
        if (profile is null)
        {
            var known = profiles?.Entries.Select(entry => entry.Key).ToList() ?? [];
            var place = root.Find("profiles")?.At ?? new Location(root.At.File, 0, 0);
            problems.Error(ProblemCodes.UnknownProfile, place, $"There is no profile '{name}'.", NearMatch.Hint(name, known) ?? "The file has no profiles.");
            // Without the one that was meant, more would be reported of what it replaces.
            profile = NearMatch.Find(name, known) is { } meant ? profiles!.Find(meant) : null;
        }

        return profile is { Value: MapNode overrides } ? Merge(bare, overrides, name) : bare;
    }

    /// <summary>The keys of every profile, also of those that are not merged.</summary>
    private MapNode RightKeys(MapNode root)
    {
        if (root.Find("profiles") is not { Value: MapNode profiles } entry) return root;
        var right = profiles.Entries.Select(profile => profile.Value is MapNode map ? profile with { Value = FileKeys.Right(map, MergedKeys, "a profile", problems) } : profile);
        return root.With(entry with { Value = new MapNode(profiles.At, [.. right]) });
    }

    /// <summary>Checks what every profile holds.</summary>
    private void CheckShapes(MapNode root)
    {
        foreach (var profile in Maps(root.Find("profiles"), "profiles"))
        {
            foreach (var entry in Maps(profile, $"profiles.{profile.Key}"))
            {
                if (Array.Exists(Sections, role => ComponentKeys.Section(role) == entry.Key))
                    foreach (var component in Maps(entry, $"profiles.{profile.Key}.{entry.Key}"))
                        _ = Maps(component, $"profiles.{profile.Key}.{entry.Key}.{component.Key}");
            }
        }
    }

    /// <summary>The entries of a map; none when there is nothing or something else, which is reported.</summary>
    private IReadOnlyList<Entry> Maps(Entry? entry, string path)
    {
        if (entry is null || entry.Value.IsNull) return [];
        if (entry.Value is MapNode map) return map.Entries;
        problems.Error(ProblemCodes.WrongType, entry.Value.At, $"{path} must be a map, got {entry.Value.Describe()}.");
        return [];
    }

    private MapNode Merge(MapNode root, MapNode profile, string name)
    {
        foreach (var entry in profile.Entries.Where(entry => MergedKeys.Contains(entry.Key)))
            root = Merge(root, entry, name);
        return root;
    }

    private MapNode Merge(MapNode root, Entry entry, string profile)
    {
        if (entry.Value is not MapNode map || root.Find(entry.Key) is not { Value: MapNode old } known) return MergeEntry(root, entry);
        if (entry.Key == "dead_letters") return root.With(known with { Value = MergeComponent(Role.Sink, old, map) });
        var section = Array.FindIndex(Sections, role => ComponentKeys.Section(role) == entry.Key);
        return section < 0 ? MergeEntry(root, entry) : root.With(known with { Value = MergeComponents(Sections[section], old, map, profile) });
    }

    private MapNode MergeComponents(Role role, MapNode known, MapNode components, string profile)
    {
        foreach (var entry in components.Entries)
        {
            if (known.Find(entry.Key) is not { } old)
            {
                ReportNearName(role, known, entry, profile);
                known = entry.Value.IsNull ? known : known.With(entry);
            }
            else if (entry.Value is MapNode map && old.Value is MapNode oldMap) known = known.With(old with { Value = MergeComponent(role, oldMap, map) });
            else known = entry.Value.IsNull ? known.Without(entry.Key) : known.With(entry);
        }

        return known;
    }

    private MapNode MergeComponent(Role role, MapNode old, MapNode component)
    {
        // Of the base's keys only its kind goes, with what belongs to it: binding will point at those that are misspelt.
        if (_kinds.KindOf(role, component) is not null)
            old = old.Without([.. new[] { _kinds.KindOf(role, old)?.Key }.OfType<string>(), "decode", "columns"]);
        foreach (var entry in component.Entries)
            old = ComponentKeys.Of(role).Contains(entry.Key) ? MergeEntry(old, entry) : old.With(entry);
        return old;
    }

    /// <summary>Maps merge, null removes, anything else takes the place of what was there.</summary>
    private static MapNode MergeEntry(MapNode into, Entry entry)
    {
        if (entry.Value.IsNull) return into.Without(entry.Key);
        if (entry.Value is not MapNode map || into.Find(entry.Key) is not { Value: MapNode old } known) return into.With(entry);
        return into.With(known with { Value = map.Entries.Aggregate(old, MergeEntry) });
    }

    private void ReportNearName(Role role, MapNode known, Entry entry, string profile)
    {
        if (NearMatch.Find(entry.Key, known.Entries.Select(each => each.Key)) is not { } near) return;
        problems.Warning(
            ProblemCodes.ProfileAddsNearName, entry.At,
            $"The profile '{profile}' adds the {ComponentKeys.Word(role)} '{entry.Key}', which the pipeline does not have.", $"Did you mean '{near}'?");
    }
}
