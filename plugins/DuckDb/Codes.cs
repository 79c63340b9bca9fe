namespace StreamGuard.Plugins.DuckDb;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>partition_by cannot be done.</summary>
    public const string ParquetPartition = "SG680";

    /// <summary>An option that has no meaning for a path of this form.</summary>
    public const string ParquetPath = "SG681";

    /// <summary>The columns cannot be those of one Parquet file.</summary>
    public const string ParquetColumns = "SG682";

    /// <summary>The columns cannot be those of a table in a store.</summary>
    public const string StoreColumns = "SG685";

    /// <summary>A source of a store that says neither or both of table and sql.</summary>
    public const string StoreQuestion = "SG686";
}
