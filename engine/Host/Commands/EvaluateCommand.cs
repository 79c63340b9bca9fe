using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Evaluation;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Compares detectors of anomalies with labels, or with each other.</summary>
internal static class EvaluateCommand
{
    private enum Format
    {
        Text,
        Json,
        Markdown,
    }

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "evaluate",
            "Compares detectors of anomalies with labels: precision, recall, F1, areas under ROC and precision-recall curves, confusion; and with each other: Spearman, Jaccard of the top share, agreement. " +
            "Rows come from files, or from a component of a pipeline that is run to its end; its sinks write nothing, and no model is published.",
            "./streamguard evaluate data/scored.parquet --label is_attack",
            "./streamguard evaluate monday.jsonl tuesday.jsonl.xz --scores forest_score,rule_hits:alerted --label kind=brute_force,takeover --page detectors.html",
            "./streamguard evaluate pipelines/nightly.yaml --of fitted --top 0.05 --format json");
        var from = new Argument<string[]>("from") { Description = "Files of rows (.parquet, .csv, .jsonl; the last two also as .gz or .xz), or one pipeline (.yaml).", Arity = ArgumentArity.OneOrMore };
        var of = new Option<string?>("--of") { Description = "The component of the pipeline whose rows are taken; unless given, the one transform or source whose rows its only sink takes.", HelpName = "name" };
        var scores = new Option<string[]>("--scores") { Description = "Columns with scores, higher is stranger, by commas; each may name the column of its verdicts behind a colon. Unless given, those that end in _score or _distance.", HelpName = "score[:verdict],…" };
        var label = new Option<string?>("--label") { Description = "The column that says what is an anomaly: true, a number that is not 0, a text that is none of normal, benign, none, no, false and ''; or one of the values behind '='.", HelpName = "column[=value,…]" };
        var top = new Option<double>("--top") { Description = "The share of the rows that is looked at as the top, and flagged where a score has no verdicts.", HelpName = "share", DefaultValueFactory = _ => 0.1 };
        top.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(double.TryParse(token.Value, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1)) result.AddError($"--top takes a share above 0, up to 1, got '{token.Value}'.");
        });
        var format = new Option<Format>("--format") { Description = "text, json or markdown.", HelpName = "format" };
        var page = new Option<string?>("--page") { Description = "Draws the curves: a page (.html) with table and picture in it, or the picture alone (.svg).", HelpName = "file" };
        var arguments = new PipelineArguments();
        command.Add(from);
        foreach (var option in (Option[])[of, scores, label, top, format, page]) command.Add(option);
        arguments.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var errors = parsed.InvocationConfiguration.Error;
            try
            {
                if (parsed.GetValue(page) is { } named && Path.GetExtension(named) is not (".html" or ".svg")) throw new EvaluationException($"--page {named} must end in .html or .svg");
                var columns = new EvaluationColumns(Scores(parsed.GetValue(scores) ?? []), Label(parsed.GetValue(label)).Column, Label(parsed.GetValue(label)).Values, parsed.GetValue(top));
                var files = parsed.GetRequiredValue(from);
                var rows = new RowGatherer(columns);
                foreach (var request in Requests(files, file => arguments.Request(parsed, file), parsed.GetValue(of), arguments.Plugins(parsed)))
                    if (await RunAsync(request, arguments.Plugins(parsed), rows, columns, errors, stop) is var code and not ExitCodes.Done) return code;
                var evaluation = Evaluation.Of(rows.Rows(), columns.Top);
                if (evaluation.Qualities.Count + evaluation.Agreements.Count == 0) throw new EvaluationException("one score and no labels: there is nothing to compare. Name the column of labels (--label), or more scores (--scores)");
                Print(evaluation, parsed.GetValue(format), parsed.InvocationConfiguration.Output);
                if (parsed.GetValue(page) is { } file) EvaluationPage.Write(evaluation, file, string.Join(", ", files));
                return ExitCodes.Done;
            }
            catch (EvaluationException refused)
            {
                errors.WriteLine($"streamguard: {refused.Message}");
                return ExitCodes.Bad;
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                errors.WriteLine($"streamguard: {failed.Message}");
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static IEnumerable<LoadRequest> Requests(string[] from, Func<string, LoadRequest> pipeline, string? of, string? plugins)
    {
        var pipelines = from.Where(file => Path.GetExtension(file) is ".yaml" or ".yml").ToList();
        if (pipelines.Count == 0) return of is null ? from.Select(OfFile) : throw new EvaluationException("--of names a component of a pipeline, and there is none here");
        if (from.Length > 1) throw new EvaluationException("give files of rows, or one pipeline");
        var request = pipeline(pipelines[0]);
        return [(of ?? EvaluationInput.OnlyComponent(request, Installed.Registry(plugins))) is { } component ? EvaluationInput.OfPipeline(request, component) : request];
    }

    private static LoadRequest OfFile(string file)
    {
        var request = EvaluationInput.OfFile(file);
        return file.Contains('*', StringComparison.Ordinal) || File.Exists(file) ? request : throw new EvaluationException($"there is no file '{file}'");
    }

    /// <summary>Runs a pipeline to its end, its own sinks replaced.</summary>
    private static async Task<int> RunAsync(LoadRequest request, string? plugins, RowGatherer rows, EvaluationColumns columns, TextWriter errors, CancellationToken stop)
    {
        var problems = new Problems();
        var planned = Planned.Of(request, plugins, problems);
        ProblemReport.Write([.. problems.All.Where(problem => problem.Severity == Severity.Error)], ReportFormat.Text, errors);
        if (planned is null) return ExitCodes.Bad;
        if (!planned.Plan.IsBounded) throw new EvaluationException($"'{request.File}' does not end by itself: only a pipeline whose sources end can be evaluated");
        columns.In(planned.Plan.Node(EvaluationInput.Sink).Schema);
        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings
        {
            Plays = false,
            KeepsModels = false,
            ReplaceSink = node => node.Name == EvaluationInput.Sink ? rows : new NoSink(),
            ReplaceDeadLetters = new NoSink(),
        });
        await using var stopping = stop.Register(running.Abort);
        var result = await running.Completion;
        if (result.Failure is { } failure) errors.WriteLine(failure);
        if (result.Refused is { } refused) ProblemReport.Write([refused], ReportFormat.Text, errors);
        return result.Succeeded ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static List<(string, string?)> Scores(string[] given) =>
        [.. given.SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(each => each.Split(':', 2)).Select(parts => (parts[0], parts.ElementAtOrDefault(1)))];

    private static (string? Column, IReadOnlyList<string> Values) Label(string? given)
    {
        if (given is null) return (null, []);
        var equals = given.IndexOf('=');
        return equals < 0 ? (given, []) : (given[..equals], given[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries));
    }

    private static void Print(Evaluation evaluation, Format format, TextWriter output)
    {
        if (format == Format.Json) output.WriteLine(EvaluationReport.Json(evaluation));
        else output.Write(format == Format.Markdown ? EvaluationReport.Markdown(evaluation) : EvaluationReport.Text(evaluation));
    }

    /// <summary>Stands in for a sink of the pipeline.</summary>
    private sealed class NoSink : ISink
    {
        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "never");

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(Batch batch, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }
}
