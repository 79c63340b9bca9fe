using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>What can be told about a Parquet sink before it runs.</summary>
internal static class ParquetChecks
{
    public static void Path(ParquetSinkOptions options, Target target, SinkBinding binding)
    {
        if (!target.IsFile)
        {
            if (options.Replace) binding.Error(Codes.ParquetPath, "replace", $"replace has no meaning for the folder '{options.Path}': nothing rewrites its parts.");
            return;
        }

        const string folderInstead = "Write a path without extension, a folder of parts.";
        if (options.PartitionBy.Count > 0) binding.Error(Codes.ParquetPath, "partition_by", $"partition_by needs a folder, and '{options.Path}' is one file.", folderInstead);
        if (options.Roll is not null) binding.Error(Codes.ParquetPath, "roll", $"roll needs a folder, and '{options.Path}' is one file.", folderInstead);
        if (!binding.IsBounded) binding.Warning(Codes.ParquetPath, "path", $"'{options.Path}' is one file, which is visible only when the pipeline ends.", folderInstead);
    }

    /// <summary>DuckDB, like most readers of Parquet, does not tell A from a.</summary>
    public static void Columns(SinkBinding binding)
    {
        foreach (var same in binding.Input.Names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
            binding.Error(Codes.ParquetColumns, "", $"columns {string.Join(" and ", same.Select(name => $"'{name}'"))} differ in case only, which Parquet's readers do not tell apart.");
    }
}
