using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Says what becomes of components and of what they keep when one file follows another, before anything is run.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "diff",
            "Compares two pipeline files: what would go on, be kept, migrated or lost when the second follows the first. Opens nothing.",
            "./streamguard diff pipelines/hydraulic-sensors.yaml changed.yaml --profile sample",
            "git show HEAD:pipelines/security-events.yaml > before.yaml && ./streamguard diff before.yaml pipelines/security-events.yaml --json");
        var old = new Argument<string>("old") { Description = "The pipeline file as it runs." };
        var next = new Argument<string>("new") { Description = "The file that is to follow it." };
        var json = new Option<bool>("--json") { Description = "One JSON object for programs." };
        var arguments = new PipelineArguments();
        command.Add(old);
        command.Add(next);
        command.Add(json);
        arguments.AddTo(command);
        command.SetAction(parsed => Diff(parsed, parsed.GetRequiredValue(old), parsed.GetRequiredValue(next), parsed.GetValue(json), arguments));
        return command;
    }

    private static int Diff(ParseResult parsed, string old, string next, bool json, PipelineArguments arguments)
    {
        var problems = new Problems();
        var before = Planned.Of(arguments.Request(parsed, old), arguments.Plugins(parsed), problems);
        var after = Planned.Of(arguments.Request(parsed, next), arguments.Plugins(parsed), problems);
        ProblemReport.Write(problems.All, ReportFormat.Text, parsed.InvocationConfiguration.Error);
        if (before is null || after is null) return ExitCodes.Bad;
        var changes = PlanComparison.Of(before.Plan, after.Plan);
        parsed.InvocationConfiguration.Output.Write(json ? ChangesJson.Render(changes) : ChangesText.Render(changes));
        return changes.Losses.Any() ? ExitCodes.StateWouldBeLost : changes.Obstacles.Any() ? ExitCodes.NeedsRestart : ExitCodes.Done;
    }
}
