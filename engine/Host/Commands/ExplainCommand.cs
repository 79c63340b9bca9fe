using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Explain;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Prints what a pipeline is going to do, without doing it.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "explain",
            "Prints the plan of a pipeline: columns with types, state, delivery. Opens nothing.",
            "./streamguard explain pipelines/hydraulic-sensors.yaml --profile sample",
            "./streamguard explain pipelines/hydraulic-sensors.yaml --profile sample --format dot | dot -Tsvg > plan.svg");
        var file = new Argument<string>("file") { Description = "A pipeline file." };
        var format = new Option<PlanFormat>("--format") { Description = "A tree for people, a drawing as Mermaid or DOT, or JSON for programs.", HelpName = "tree|mermaid|dot|json" };
        format.AcceptOnlyFromAmong("tree", "mermaid", "dot", "json");
        var arguments = new PipelineArguments();
        command.Add(file);
        command.Add(format);
        arguments.AddTo(command);
        command.SetAction(parsed => Explain(parsed, parsed.GetRequiredValue(file), parsed.GetValue(format), arguments));
        return command;
    }

    private static int Explain(ParseResult parsed, string file, PlanFormat format, PipelineArguments arguments)
    {
        var problems = new Problems();
        var planned = Planned.Of(arguments.Request(parsed, file), arguments.Plugins(parsed), problems);
        ProblemReport.Write(problems.All, ReportFormat.Text, parsed.InvocationConfiguration.Error);
        if (planned is null) return ExitCodes.Bad;
        parsed.InvocationConfiguration.Output.Write(Render(planned.Plan, format));
        return ExitCodes.Done;
    }

    private static string Render(Plan plan, PlanFormat format) => format switch
    {
        PlanFormat.Mermaid => PlanMermaid.Render(plan),
        PlanFormat.Dot => PlanDot.Render(plan),
        PlanFormat.Json => PlanJson.Render(plan),
        _ => PlanText.Render(plan),
    };

    private enum PlanFormat
    {
        Tree,
        Mermaid,
        Dot,
        Json,
    }
}
