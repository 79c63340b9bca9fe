using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Lists the checkpoints of a pipeline; below it the command that deletes some.</summary>
internal static class CheckpointsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "checkpoints",
            "Lists the checkpoints of a pipeline: when each was taken, what is in it, and whether it is damaged; also while the pipeline runs.",
            "./streamguard checkpoints pipelines/hydraulic-sensors.yaml --positions",
            "./streamguard checkpoints pipelines/hydraulic-sensors.yaml --format json",
            "./streamguard checkpoints pipelines/hydraulic-sensors.yaml delete --all");
        var file = new Argument<string>("file") { Description = "A pipeline file." };
        var arguments = new PipelineArguments();
        command.Add(file);
        arguments.AddTo(command);
        // They may stand behind the word 'delete' too.
        foreach (var option in command.Options) option.Recursive = true;
        AddList(command, file, arguments);
        command.Add(ListAlone(file, arguments));
        command.Add(CheckpointsDelete.Create(file, arguments));
        return command;
    }

    /// <summary>The folder of the pipeline's checkpoints and its name; null, and the problem is printed, when it keeps none.</summary>
    public static (string Path, string Pipeline)? Folder(ParseResult parsed, Argument<string> file, PipelineArguments arguments)
    {
        var problems = new Problems();
        var request = arguments.Request(parsed, parsed.GetRequiredValue(file));
        var pipeline = PipelineLoader.Load(request, Installed.Registry(arguments.Plugins(parsed)), problems);
        var errors = parsed.InvocationConfiguration.Error;
        ProblemReport.Write(problems.All, ReportFormat.Text, errors);
        if (pipeline is null || problems.HasErrors) return null;
        if (pipeline.Run.CheckpointPath is { } path) return (path, pipeline.Name);
        errors.WriteLine($"streamguard: {request.File} keeps no checkpoints. checkpoint: {{ path: data/state }} would keep them there.");
        return null;
    }

    private static Command ListAlone(Argument<string> file, PipelineArguments arguments)
    {
        var command = new DocumentedCommand("list", "Lists them: what happens too when nothing is said.");
        AddList(command, file, arguments);
        return command;
    }

    private static void AddList(Command command, Argument<string> file, PipelineArguments arguments)
    {
        var format = new Option<ListFormat>("--format") { Description = "A table for people, or JSON for programs.", HelpName = "table|json" };
        format.AcceptOnlyFromAmong("table", "json");
        var positions = new Option<bool>("--positions") { Description = "How far each partition of each source was read; JSON always says it." };
        var verify = new Option<bool>("--verify") { Description = "Reads all state and compares checksums; exit code 1 when a checkpoint is damaged." };
        command.Add(format);
        command.Add(positions);
        command.Add(verify);
        command.SetAction(parsed =>
            Folder(parsed, file, arguments) is var (path, pipeline)
                ? List(new CheckpointFolder(path, pipeline), new Choice(parsed.GetValue(format), parsed.GetValue(positions), parsed.GetValue(verify)), parsed.InvocationConfiguration.Output)
                : ExitCodes.Bad);
    }

    private static int List(CheckpointFolder folder, Choice choice, TextWriter output)
    {
        var listed = folder.List();
        if (choice.Verify) listed = [.. listed.Select(info => Verified(folder, info))];
        output.Write(choice.Format == ListFormat.Json ? CheckpointReport.Json(folder.Path, listed) : CheckpointReport.Table(folder.Path, listed, choice.Positions));
        return choice.Verify && listed.Any(info => info.Damage is not null) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static CheckpointInfo Verified(CheckpointFolder folder, CheckpointInfo info)
    {
        try
        {
            folder.Read(info.Epoch);
            return info;
        }
        catch (InvalidDataException e)
        {
            return info with { Damage = e.Message };
        }
    }

    private sealed record Choice(ListFormat Format, bool Positions, bool Verify);

    private enum ListFormat
    {
        Table,
        Json,
    }
}
