namespace StreamGuard.Integration.Tests.Support;

/// <summary>Reads what a pipeline wrote as Parquet by a second pipeline, to JSON lines.</summary>
internal static class Lake
{
    private static readonly string[] Integers = ["cycle", "cooler", "valve", "pump_leakage", "accumulator", "stable"];

    /// <summary>The columns of the golden rows, from all files below a folder, sorted.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="lake">The folder of Parquet files in it.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="order">Columns to sort by.</param>
    public static async Task<Rows> ReadAsync(TempFolder folder, string lake, IReadOnlyList<string> columns, params string[] order)
    {
        var pipeline = folder.Write("read-lake.yaml", $$"""
            pipeline: read-lake
            sources:
              rows:
                parquet:
                  path: "{{lake}}/**/*.parquet"
                  order_by: [{{string.Join(", ", order)}}]
                  columns: { {{string.Join(", ", columns.Select(column => $"{column}: {Type(column)}"))}} }
            sinks:
              lines: { from: rows, file: { path: lake.jsonl } }
            """);

        File.Delete(folder["lake.jsonl"]);
        var outcome = await Program.RunAsync(folder.Path, "run", pipeline, "--quiet");

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        return Rows.OfJsonLines(folder["lake.jsonl"]);
    }

    private static string Type(string column) =>
        column.StartsWith("window_", StringComparison.Ordinal) ? "timestamp"
        : column == "sensor" ? "string"
        : Integers.Contains(column) || column.EndsWith("_n", StringComparison.Ordinal) ? "int"
        : "float";
}
