using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>What can be told about a store's sink or source before it runs.</summary>
internal static class StoreChecks
{
    /// <summary>DuckDB does not tell A from a.</summary>
    public static void Columns(Binding binding, IEnumerable<string> names)
    {
        foreach (var same in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
            binding.Error(Codes.StoreColumns, "", $"columns {string.Join(" and ", same.Select(name => $"'{name}'"))} differ in case only, which a store does not tell apart.");
    }

    public static void Options(StoreSinkOptions options, SinkBinding binding)
    {
        for (var i = 0; i < options.Key.Count; i++) binding.RequireColumn($"key[{i}]", options.Key[i], binding.Input);
        if (options.Retention is { } retention)
            binding.RequireColumn("retention.time", retention.Time, binding.Input, type => type.Kind == Kind.Timestamp, "a timestamp");
    }
}
