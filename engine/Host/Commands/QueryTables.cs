using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>What a question is put to: a store, and names for what pipelines have written.</summary>
internal sealed class QueryTables
{
    private readonly Dictionary<string, QueryTable> _tables = [];

    /// <summary>Full path; null for none.</summary>
    public string? Store { get; private set; }

    /// <summary>Those that are in the store, and all that are Parquet.</summary>
    public IReadOnlyDictionary<string, QueryTable> All => _tables.Where(each => each.Value.Table is null || each.Value.Path == Store).ToDictionary();

    /// <summary>Names what the sinks of a pipeline write. False when its file is bad, which has been said.</summary>
    public bool AddPipeline(string? file, ParseResult parsed, PipelineArguments arguments)
    {
        if (file is null) return true;
        var problems = new Problems();
        var planned = Planned.Of(arguments.Request(parsed, file), arguments.Plugins(parsed), problems);
        if (planned is null)
        {
            ProblemReport.Write(problems.All, ReportFormat.Text, Console.Error);
            return false;
        }

        foreach (var (name, table) in planned.Plan.Tables) _tables[name] = table;
        return true;
    }

    /// <summary>Names folders and files of Parquet. False when one cannot be, which has been said.</summary>
    public bool AddLakes(IReadOnlyList<string> lakes)
    {
        foreach (var lake in lakes)
        {
            var (name, path) = lake.Split('=', 2) is [var named, var at] ? (named, at) : (Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(lake)), lake);
            path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (name.Length == 0 || (!Directory.Exists(path) && !File.Exists(path)))
                return Refuse(name.Length == 0 ? $"--lake {lake} has no name: write name=folder." : $"--lake {lake}: there is no '{path}'.");
            if (!_tables.TryAdd(name, new QueryTable(path, Table: null)) && _tables[name] != new QueryTable(path, Table: null))
                return Refuse($"--lake {lake}: '{name}' is named already; write another name before '='.");
        }

        return true;
    }

    /// <summary>The store that was named, or else the one of the pipeline. False when it cannot be told, which has been said.</summary>
    public bool ChooseStore(string? named)
    {
        var stores = _tables.Values.Where(table => table.Table is not null).Select(table => table.Path).Distinct().ToList();
        if (named is null && stores.Count > 1) return Refuse($"the pipeline writes to {string.Join(" and ", stores)}: --store says which is asked.");
        Store = named is null ? stores.FirstOrDefault() : Path.GetFullPath(named);
        return Store is not null || _tables.Count > 0 || Refuse("say what is asked: --store, --lake or --pipeline.");
    }

    private static bool Refuse(string reason)
    {
        Console.Error.WriteLine($"streamguard: {reason}");
        return false;
    }
}
