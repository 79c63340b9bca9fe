using System.CommandLine;
using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Host.Investigation;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Tells what a pipeline has written about one user, device or other key.</summary>
internal static class InvestigateCommand
{
    private const string Engine = "duckdb";

    private const string Explanation = """
        Looks into one key, such as a user: its features beside those of all others, its events over time, and its alerts with the events that led to each. Changes nothing.

          It reads what the sinks 'store' and 'parquet' of the pipeline have written and what has the key's column: a table with the column 'rule' has alerts, any other with a time has events. While the pipeline runs, it answers itself, as of its last commit. Features are the numbers of the key's newest row in Parquet that --features names, or that another pipeline in the same folder writes.
        """;

    private enum Format
    {
        Text,
        Json,
    }

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "investigate",
            Explanation,
            "./streamguard investigate pipelines/security-events.yaml --key user=analyst-0020 --profile sample",
            "./streamguard investigate pipelines/security-events.yaml --key user=alice --from 2025-11-08 --until 2025-11-09T12:00 --page alice.html",
            "./streamguard investigate pipelines/security-events.yaml --key source_ip=203.0.113.7 --by status --format json",
            "./streamguard investigate pipelines/security-events.yaml --key user=alice --features data/security-training");
        var pipeline = new Argument<string>("pipeline") { Description = "The pipeline file (.yaml)." };
        var key = new Option<string>("--key") { Description = "Whom: a column and its value.", HelpName = "column=value", Required = true };
        var from = new Option<string?>("--from") { Description = "The first moment that is looked at, UTC unless it says otherwise.", HelpName = "time" };
        var until = new Option<string?>("--until") { Description = "The first moment that is not any more.", HelpName = "time" };
        var by = new Option<string?>("--by") { Description = "The column that tells types of events apart; unless given, event_type where there is one.", HelpName = "column" };
        var events = new Option<int>("--events") { Description = "The key's last events that are told of each alert, up to 1,000.", HelpName = "rows", DefaultValueFactory = _ => 10 };
        var features = new Option<string?>("--features") { Description = "Where features are: a folder or file of Parquet, or the pipeline that writes it.", HelpName = "path" };
        var format = new Option<Format>("--format") { Description = "How it is printed.", HelpName = "text|json" };
        var page = new Option<string?>("--page") { Description = "Writes a page with charts, one file, instead.", HelpName = "file" };
        format.AcceptOnlyFromAmong("text", "json");
        command.Add(pipeline);
        foreach (var option in (Option[])[key, from, until, by, events, features, format, page]) command.Add(option);
        var arguments = new PipelineArguments();
        arguments.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var file = parsed.GetRequiredValue(pipeline);
            if (Key.Parse(parsed.GetRequiredValue(key)) is not { } whom) return Refuse("--key takes column=value, as user=alice.");
            if (!Time(parsed.GetValue(from), out var first)) return Refuse($"--from {parsed.GetValue(from)} is no time: write 2025-11-08 or 2025-11-08T14:30.");
            if (!Time(parsed.GetValue(until), out var last)) return Refuse($"--until {parsed.GetValue(until)} is no time: write 2025-11-08 or 2025-11-08T14:30.");
            if (first >= last) return Refuse("--until must be behind --from: no row can be between them.");
            if (parsed.GetValue(events) is < 0 or > 1000) return Refuse("--events must be from 0 to 1000.");
            var inquiry = new Inquiry(file, whom, new Period(first, last)) { By = parsed.GetValue(by), Events = parsed.GetValue(events), Features = parsed.GetValue(features) };
            return Task.FromResult(Run(arguments.Request(parsed, file), inquiry, arguments.Plugins(parsed), findings => Tell(findings, parsed.GetValue(format), parsed.GetValue(page), parsed.InvocationConfiguration.Output), stop));
        });
        return command;
    }

    private static int Run(LoadRequest request, Inquiry inquiry, string? plugins, Action<Findings> tell, CancellationToken stop)
    {
        var problems = new Problems();
        try
        {
            var planned = Planned.Of(request, plugins, problems);
            if (planned is null) return Bad(problems);
            if (planned.Registry.FindQueryEngine(Engine) is not { } engine)
            {
                Console.Error.WriteLine($"streamguard: {planned.Registry.Refusal(new Offer(OfferKind.Query, Engine))?.Message ?? $"no plugin offers the query engine '{Engine}': './streamguard plugins' lists what there is."}");
                return ExitCodes.Failed;
            }

            var inquirer = new Inquirer(engine, plugins, stop);
            var findings = inquirer.Find(planned, inquiry, problems);
            if (findings is null) return Bad(problems);
            if (findings.AreNone)
            {
                var near = inquirer.Near.Count > 0 ? $" Did you mean {string.Join(", ", inquirer.Near.Select(Printable.Cell))}?" : "";
                Console.Error.WriteLine($"streamguard: nothing is known of {Printable.Cell(inquiry.Key.ToString())}{(inquiry.Period == new Period(null, null) ? "" : " in these times")}.{near}");
                return ExitCodes.Unknown;
            }

            if (inquirer.PassedOver is { } reason) Console.Error.WriteLine($"streamguard: features could not be read: {reason}");
            tell(findings);
            return ExitCodes.Done;
        }
        catch (QueryException failed)
        {
            Console.Error.WriteLine($"streamguard: {failed.Message}");
            return failed.IsRefused ? ExitCodes.Bad : ExitCodes.Failed;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"streamguard: {failed.Message}");
            return ExitCodes.Failed;
        }
    }

    private static void Tell(Findings findings, Format format, string? page, TextWriter output)
    {
        if (page is not null) InvestigationPage.Write(findings, page);
        else if (format == Format.Json) output.WriteLine(InvestigationJson.Of(findings));
        else output.Write(InvestigationText.Of(findings));
    }

    private static bool Time(string? given, out DateTimeOffset? time)
    {
        time = DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        return given is null || time is not null;
    }

    private static int Bad(Problems problems)
    {
        ProblemReport.Write(problems.All, ReportFormat.Text, Console.Error);
        return ExitCodes.Bad;
    }

    private static Task<int> Refuse(string reason)
    {
        Console.Error.WriteLine($"streamguard: {reason}");
        return Task.FromResult(ExitCodes.Bad);
    }
}
