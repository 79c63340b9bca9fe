using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Replay;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;
using StreamGuard.Host.Running;

namespace StreamGuard.Host.Commands;

/// <summary>Gives dead letters back to the pipeline that refused them.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> File = new("file") { Description = "A pipeline file." };
    private static readonly Option<string?> From = new("--from") { Description = "A file or folder of dead letters as JSON lines, in place of where the pipeline writes its own.", HelpName = "path" };
    private static readonly Option<string?> Component = new("--component") { Description = "Only what this component refused.", HelpName = "name" };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Only what was refused for a reason with this text in it.", HelpName = "text" };
    private static readonly Option<string?> Source = new("--source") { Description = "The source that records go back to which more than one may have read.", HelpName = "name" };
    private static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no summary; failures are still told." };
    private static readonly Option<bool> Json = new("--json") { Description = "The summary as a JSON object on standard output." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "replay-dead-letters",
            """
            Gives dead letters back to the pipeline that refused them, as it is now: the records of the letters take the place of
            its sources, each goes through its source's decoder and all that stands behind it once more, windows fire, and the run
            ends. A record goes to every branch behind its source, also to one that took it the first time. Letters are marked when
            all is written, and not replayed again; what is refused once more is a new letter. Where the pipeline keeps checkpoints
            a replay that was cut off goes on where it was, and the pipeline waits until it is finished.
            """.ReplaceLineEndings(" "),
            "./streamguard replay-dead-letters pipelines/hydraulic-sensors.yaml",
            "./streamguard replay-dead-letters pipelines/hydraulic-sensors.yaml --component readings --reason 'not an int' --json",
            "./streamguard replay-dead-letters pipelines/hydraulic-sensors.yaml --from backup/hydraulic-sensors.dead");
        var arguments = new PipelineArguments();
        command.Add(File);
        arguments.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[From, Component, Reason, Source, Quiet, Json]) command.Add(option);
        command.SetAction((parsed, _) => RunAsync(parsed, arguments));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, PipelineArguments arguments)
    {
        var errors = parsed.InvocationConfiguration.Error;
        var problems = new Problems();
        var planned = Planned.Of(arguments.Request(parsed, parsed.GetRequiredValue(File)), arguments.Plugins(parsed), problems);
        ProblemReport.Write(problems.All, ReportFormat.Text, errors);
        if (planned is null) return ExitCodes.Bad;
        try
        {
            var replay = Replay.Prepare(planned.Plan, planned.Registry, parsed.GetValue(From), new ReplaySelection
            {
                Component = parsed.GetValue(Component), Reason = parsed.GetValue(Reason), Source = parsed.GetValue(Source),
            });
            return await RunAsync(parsed, planned, replay);
        }
        catch (IOException e)
        {
            errors.WriteLine($"streamguard: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, Planned planned, Replay replay)
    {
        var errors = parsed.InvocationConfiguration.Error;
        var (quiet, json) = (parsed.GetValue(Quiet), parsed.GetValue(Json));
        var display = new DisplayChoice(quiet || json, Json: false).Create(errors);
        if (replay.GoesOn) display.Say("going on with the replay that was cut off");
        if (replay.Letters == 0 && !replay.GoesOn)
        {
            ReplayReport.Write(parsed.InvocationConfiguration, planned.Plan, replay, null, quiet, json);
            return ExitCodes.Done;
        }

        using var running = RunningPipeline.Start(planned.Plan, planned.Registry, replay.Begin() with { Warn = problem => display.Say(problem.ToString()) });
        using var signals = new StopSignals(display);
        signals.Watch(running);
        while (await Task.WhenAny(running.Completion, Task.Delay(display.Every)) != running.Completion) display.Show(running.Snapshot());
        var result = await running.Completion;
        if (result.Succeeded && !result.Stopped) replay.Complete();
        display.End(result, () => "");
        ReplayReport.Write(parsed.InvocationConfiguration, planned.Plan, replay, result, quiet, json);
        if (result.Failure is { } failure) errors.WriteLine(failure);
        if (result.Refused is { } refused) ProblemReport.Write([refused], ReportFormat.Text, errors);
        return signals.ExitCode ?? (result.Refused is not null ? ExitCodes.Bad : result.Failure is not null ? ExitCodes.Failed : ExitCodes.Done);
    }
}
