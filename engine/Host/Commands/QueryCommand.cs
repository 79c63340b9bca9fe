using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Asks in SQL for what pipelines have written. The work is a plugin's; this prints its answer.</summary>
internal static class QueryCommand
{
    private const string Engine = "duckdb";

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "query",
            "Asks in SQL (DuckDB's) for what pipelines have written to a store and to folders of Parquet. Changes nothing. While a pipeline has the store open, that pipeline answers, beside its work and as of its last commit.",
            "./streamguard query \"select rule, count(*) from alerts group by all\" --store data/security.duckdb",
            "./streamguard query \"from lake select max(PS1_avg)\" --lake lake=data/hydraulic --format json",
            "./streamguard query \"show tables\" --pipeline pipelines/security-events.yaml --profile sample");
        var sql = new Argument<string>("sql") { Description = "One SELECT, or FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE; times are UTC." };
        var store = new Option<string?>("--store") { Description = "The store's file.", HelpName = "file" };
        var lakes = new Option<string[]>("--lake") { Description = "A folder or file of Parquet, named by its last part or as told; may be repeated.", HelpName = "[name=]folder" };
        var pipeline = new Option<string?>("--pipeline") { Description = "A pipeline file: what its sinks write has their names, and its store is asked.", HelpName = "file" };
        var format = new Option<AnswerFormat>("--format") { Description = "How the answer is printed.", HelpName = "table|json|csv" };
        var most = new Option<long>("--limit") { Description = "Rows printed at most; whether there were more is told on standard error.", HelpName = "rows", DefaultValueFactory = _ => 10_000 };
        var longest = new Option<string>("--timeout") { Description = "How long it may take.", HelpName = "time", DefaultValueFactory = _ => "30s" };
        format.AcceptOnlyFromAmong("table", "json", "csv");
        command.Add(sql);
        foreach (var option in new Option[] { store, lakes, pipeline, format, most, longest }) command.Add(option);
        var arguments = new PipelineArguments();
        arguments.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var tables = new QueryTables();
            var ready = tables.AddPipeline(parsed.GetValue(pipeline), parsed, arguments)
                && tables.AddLakes(parsed.GetValue(lakes) ?? [])
                && tables.ChooseStore(parsed.GetValue(store));
            if (!ready || Limits(parsed.GetValue(most), parsed.GetValue(longest)!) is not var (rows, time)) return Task.FromResult(ExitCodes.Bad);
            var question = new Question(parsed.GetRequiredValue(sql)) { Store = tables.Store, Tables = tables.All, MostRows = rows, Longest = time };
            return Task.FromResult(Ask(question, arguments.Plugins(parsed), new AnswerPrinter(parsed.GetValue(format), parsed.InvocationConfiguration.Output), stop));
        });
        return command;
    }

    private static (long Rows, TimeSpan Time)? Limits(long most, string longest)
    {
        if (most > 0 && Duration.Parse(longest) is { Microseconds: > 0 } time) return (most, time.TimeSpan);
        Console.Error.WriteLine(most > 0 ? $"streamguard: --timeout {longest} is no time: write 30s or 2m." : "streamguard: --limit must be greater than 0.");
        return null;
    }

    private static int Ask(Question question, string? plugins, AnswerPrinter printer, CancellationToken stop)
    {
        var registry = Installed.Registry(plugins);
        if (registry.FindQueryEngine(Engine) is not { } engine)
        {
            var refusal = registry.Refusal(new Offer(OfferKind.Query, Engine));
            Console.Error.WriteLine($"streamguard: {refusal?.Message ?? $"no plugin offers the query engine '{Engine}': './streamguard plugins' lists what there is."}");
            return ExitCodes.Failed;
        }

        try
        {
            using var answer = engine.Ask(question, stop);
            printer.Print(answer);
            if (answer.IsCut) Console.Error.WriteLine($"streamguard: there are more rows than {question.MostRows}: --limit says how many are wanted.");
            return ExitCodes.Done;
        }
        catch (QueryException failed)
        {
            Console.Error.WriteLine($"streamguard: {failed.Message}");
            return failed.IsRefused ? ExitCodes.Bad : ExitCodes.Failed;
        }
    }
}
