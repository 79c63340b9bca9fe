using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>What a run lets others ask for: its store, and what its sinks write as Parquet.</summary>
internal sealed class RunTables(RunContext run, StorePaths paths)
{
    /// <summary>The question as it is put to the run's store: with the run's names beside the asker's.</summary>
    /// <exception cref="QueryException">It names what the run does not write.</exception>
    public Question Allow(WireQuestion asked, TimeSpan longest)
    {
        var tables = run.Tables.Where(own => own.Value.Table is null || own.Value.Path == paths.File).ToDictionary();
        foreach (var (name, table) in asked.Tables)
        {
            if (!run.Tables.Values.Any(own => own.Path == table.Path && (own.Table is null) == (table.Table is null)))
                throw new QueryException($"'{table.Path}' is not written by pipeline '{run.Pipeline}', which has the store open: ask for it without the store, or when the pipeline has ended", isRefused: true);
            tables[name] = table;
        }

        return new Question(asked.Sql)
        {
            Store = paths.File,
            Tables = tables,
            MostRows = asked.MostRows,
            Longest = TimeSpan.FromSeconds(Math.Clamp(asked.Seconds, 0, longest.TotalSeconds)),
        };
    }
}
