using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Investigation;

/// <summary>Where the features of keys may be: Parquet that was named, that a named pipeline writes, or that one beside the investigated pipeline does.</summary>
internal static class FeatureTables
{
    /// <summary>Of a folder, a file or a pipeline that somebody named.</summary>
    /// <param name="named">Its path.</param>
    /// <param name="plugins">Where plugins are; null for the usual place.</param>
    /// <param name="problems">What is wrong with a pipeline.</param>
    /// <returns>By the names they are asked by; null when the pipeline has problems.</returns>
    /// <exception cref="QueryException">There is none.</exception>
    public static IReadOnlyDictionary<string, QueryTable>? Named(string named, string? plugins, Problems problems)
    {
        if (IsPipeline(named)) return Planned.Of(new LoadRequest(named), plugins, problems) is { } planned ? Parquet(planned) : null;
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        if (!File.Exists(path) && !Directory.Exists(path)) throw new QueryException($"--features {named}: there is no '{path}'", isRefused: true);
        return new Dictionary<string, QueryTable> { ["features"] = new(path, Table: null) };
    }

    /// <summary>Of the other pipelines in the folder of one; those that are bad, or have nothing to do with the key, are passed over.</summary>
    public static IEnumerable<(string Name, QueryTable Table)> Beside(string pipeline, Key key, string? plugins)
    {
        var own = Path.GetFullPath(pipeline);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(own)!, "*.yaml").Where(file => file != own && !file.EndsWith(".test.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            // Planning costs; a file without these words has no such table.
            var text = File.ReadAllText(file);
            if (!text.Contains("parquet", StringComparison.Ordinal) || !text.Contains(key.Column, StringComparison.Ordinal)) continue;
            if (Planned.Of(new LoadRequest(file), plugins, new Problems()) is not { } planned) continue;
            foreach (var (name, table) in Parquet(planned)) yield return (name, table);
        }
    }

    private static bool IsPipeline(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    private static Dictionary<string, QueryTable> Parquet(Planned planned) => planned.Plan.Tables.Where(table => table.Value.Table is null).ToDictionary();
}
