using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>Reads <c>from</c>: a component's name, <c>name.dead</c> for its dead letters, or a list of these.</summary>
internal static class Wires
{
    private const string Dead = ".dead";

    /// <summary>The wires; null when there are none or one is no name, which has been reported.</summary>
    public static IReadOnlyList<InputReference>? Read(string path, Entry component, MapNode map, Problems problems)
    {
        if (map.Find("from") is not { Value.IsNull: false } from)
        {
            if (NearMatch.Meant(map.Entries.Select(entry => entry.Key), ["from"]).Count > 0) return null;
            problems.Error(ProblemCodes.Missing, component.At, $"{path}.from is missing.", "Name the component whose rows it takes.");
            return null;
        }

        var items = from.Value is ListNode list ? list.Items : [from.Value];
        if (items.Count == 0) problems.Error(ProblemCodes.Empty, from.At, $"{path}.from must not be empty.", "Name the component whose rows it takes.");
        foreach (var item in items.Where(item => item is not ScalarNode { IsNull: false }))
            problems.Error(ProblemCodes.WrongType, item.At, $"{path}.from must be a name or a list of names, got {item.Describe()}.");
        var wires = TryRead(map);
        return wires.Count == 0 || wires.Count < items.Count ? null : wires;
    }

    /// <summary>The wires that can be read, of a misspelt <c>from</c> too; nothing is reported.</summary>
    public static IReadOnlyList<InputReference> TryRead(Node component)
    {
        var map = component as MapNode;
        var misspelt = map?.Entries.FirstOrDefault(entry => NearMatch.Find(entry.Key, ["from"]) is not null);
        if ((map?.Find("from") ?? misspelt)?.Value is not { IsNull: false } from) return [];
        var items = from is ListNode list ? list.Items : [from];
        return [.. items.OfType<ScalarNode>().Where(item => !item.IsNull && !item.IsUnknown).Select(Wire)];
    }

    private static InputReference Wire(ScalarNode item)
    {
        var dead = item.Text.EndsWith(Dead, StringComparison.Ordinal);
        return new InputReference(dead ? item.Text[..^Dead.Length] : item.Text, dead, item.At);
    }
}
