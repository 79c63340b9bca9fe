using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>Finds the one key of a component that is its kind, and reports every other one that is no option.</summary>
internal sealed class KindFinder(Registry registry, Problems problems)
{
    private static readonly Dictionary<string, string> PluginOfKind = new()
    {
        ["parquet"] = "DuckDb", ["kafka"] = "Kafka", ["influx"] = "Influx", ["fit"] = "Detectors",
        ["webhook"] = "Webhook", ["analyze"] = "Analyst",
    };

    /// <summary>The kind's entry and type; null when there is not exactly one that is known, which has been reported.</summary>
    /// <param name="role">What the component is for.</param>
    /// <param name="path">Its place in problems: <c>transforms.quiet</c>.</param>
    /// <param name="map">Its keys.</param>
    /// <param name="at">Where its name stands.</param>
    public (Entry Entry, ComponentType Type)? Find(Role role, string path, MapNode map, Location at)
    {
        var others = map.Entries.Where(entry => !ComponentKeys.Of(role).Contains(entry.Key)).ToList();
        var kinds = others.Where(entry => IsKind(role, entry.Key)).ToList();
        if (kinds.Count == 0)
        {
            ReportNoKind(role, path, others, at);
            return null;
        }

        foreach (var entry in others.Except(kinds)) ReportUnknownOption(role, path, entry);
        if (kinds.Count > 1)
        {
            var words = string.Join(" and ", kinds.Select(entry => $"'{entry.Key}'"));
            problems.Error(ProblemCodes.SeveralKinds, kinds[1].At, $"{path} has more than one kind: {words}.", "Make a component of each.");
            return null;
        }

        return Resolve(role, kinds[0]) is { } type ? (kinds[0], type) : null;
    }

    /// <summary>
    /// The key that is the component's kind, or is taken for it: the first that is known as one, else the first that is
    /// not near to an option. Null when there is none; nothing is reported.
    /// </summary>
    public Entry? KindOf(Role role, MapNode map)
    {
        var others = map.Entries.Where(entry => !ComponentKeys.Of(role).Contains(entry.Key)).ToList();
        return others.Find(entry => IsKind(role, entry.Key)) ?? others.Find(entry => !NearestIsOption(role, entry.Key));
    }

    /// <summary>The type of a kind; null when it is not known, which has been reported.</summary>
    public ComponentType? Resolve(Role role, Entry kind)
    {
        if (registry.Find(role, kind.Key) is { } type) return type;
        var word = ComponentKeys.Word(role);
        if (registry.Refusal(role, kind.Key) is { } refusal)
        {
            problems.Error(refusal.Code, kind.At, $"The {word} '{kind.Key}' is not to be had: {refusal.Message}", refusal.Hint);
        }
        else if (PluginOfKind.TryGetValue(kind.Key, out var plugin) && registry.Components.All(known => known.Name != kind.Key))
        {
            problems.Error(
                ProblemCodes.PluginNotLoaded, kind.At, $"The {word} '{kind.Key}' comes with the plugin {plugin}, which is not loaded.",
                $"Build or install plugins/{plugin}, or run with a --profile that does without it; 'streamguard plugins' lists what is loaded.");
        }
        else if (OtherRole(role, kind.Key) is { } other)
        {
            problems.Error(
                ProblemCodes.KindOfOtherRole, kind.At, $"'{kind.Key}' is a {ComponentKeys.Word(other)}, not a {word}.",
                other == Role.Decoder ? "Write it under a source's decode." : $"Put the component under {ComponentKeys.Section(other)}.");
        }
        else
        {
            problems.Error(ProblemCodes.UnknownKind, kind.At, $"There is no {word} '{kind.Key}'.", NearMatch.Hint(kind.Key, KindNames(role)));
        }

        return null;
    }

    /// <summary>The key is known as a kind, if not of this role or not loaded.</summary>
    private bool IsKind(Role role, string key) =>
        registry.Find(role, key) is not null || PluginOfKind.ContainsKey(key) || registry.Refusal(role, key) is not null || OtherRole(role, key) is not null;

    private Role? OtherRole(Role role, string key) =>
        registry.Components.FirstOrDefault(known => known.Name == key && known.Role != role)?.Role;

    private void ReportNoKind(Role role, string path, List<Entry> others, Location at)
    {
        // A key near to an option is taken for that option; of the rest the first one is taken for the kind.
        var options = others.Where(entry => NearestIsOption(role, entry.Key)).ToList();
        var kind = others.Except(options).FirstOrDefault();
        foreach (var entry in others.Where(entry => entry != kind)) ReportUnknownOption(role, path, entry);
        if (kind is not null) Resolve(role, kind);
        else problems.Error(ProblemCodes.NoKind, at, $"{path} has no kind.", $"Add its kind, for example {Example(role)}.");
    }

    private bool NearestIsOption(Role role, string key)
    {
        if (NearMatch.Find(key, ComponentKeys.Of(role)) is not { } option) return false;
        return NearMatch.Find(key, KindNames(role)) is not { } kind || NearMatch.Distance(key, option) <= NearMatch.Distance(key, kind);
    }

    private void ReportUnknownOption(Role role, string path, Entry entry)
    {
        var hint = NearMatch.Hint(entry.Key, ComponentKeys.Of(role));
        problems.Error(ProblemCodes.UnknownOption, entry.At, $"'{entry.Key}' is not an option of {path}.", hint);
    }

    private IEnumerable<string> KindNames(Role role) =>
        registry.Components.Where(known => known.Role == role).Select(known => known.Name)
            .Concat(role == Role.Decoder ? [] : PluginOfKind.Keys).Distinct();

    private static string Example(Role role) => role switch
    {
        Role.Source => "file: { path: data/*.jsonl }",
        Role.Decoder => "json: {}",
        Role.Transform => "filter: value > 0",
        _ => "console: {}",
    };
}
