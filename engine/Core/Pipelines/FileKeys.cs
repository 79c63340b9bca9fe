using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines;

/// <summary>The keys at the top of a pipeline file and of a profile.</summary>
internal static class FileKeys
{
    /// <summary>Reports keys that are none, and takes a misspelt one for what was meant, so that no more is said of it.</summary>
    /// <param name="map">The file, or a profile.</param>
    /// <param name="known">Its keys.</param>
    /// <param name="what">What it is: "a profile".</param>
    /// <param name="problems">Takes what was found.</param>
    public static MapNode Right(MapNode map, IReadOnlyList<string> known, string what, Problems problems)
    {
        var entries = new List<Entry>();
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key))
            {
                entries.Add(entry);
                continue;
            }

            problems.Error(ProblemCodes.UnknownOption, entry.At, $"'{entry.Key}' is not a key of {what}.", NearMatch.Hint(entry.Key, known));
            if (NearMatch.Find(entry.Key, known) is { } meant && map.Find(meant) is null) entries.Add(entry with { Key = meant });
        }

        return new MapNode(map.At, [.. entries.DistinctBy(entry => entry.Key)]);
    }
}
