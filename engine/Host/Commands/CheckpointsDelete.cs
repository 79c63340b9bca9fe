using System.CommandLine;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Host.Commands;

/// <summary>Deletes checkpoints of a pipeline that is not running.</summary>
internal static class CheckpointsDelete
{
    /// <param name="file">The pipeline file, an argument of the command above.</param>
    /// <param name="arguments">Options of the command above.</param>
    public static Command Create(Argument<string> file, PipelineArguments arguments)
    {
        var command = new DocumentedCommand(
            "delete",
            "Deletes checkpoints of a pipeline that is not running. Without any it begins anew; where a broker knows of its epochs, only with --fresh.",
            "./streamguard checkpoints pipelines/hydraulic-sensors.yaml delete 42",
            "./streamguard checkpoints pipelines/hydraulic-sensors.yaml delete --all --yes");
        var epochs = new Argument<long[]>("epoch") { Description = "Epochs whose checkpoints to delete.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All of them." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Does not ask." };
        command.Add(epochs);
        command.Add(all);
        command.Add(yes);
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetValue(epochs) is { Length: > 0 }) result.AddError("delete takes epochs, or --all.");
        });
        command.SetAction(parsed => Delete(parsed, file, arguments, parsed.GetValue(all) ? null : parsed.GetRequiredValue(epochs), parsed.GetValue(yes)));
        return command;
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="file">The pipeline file.</param>
    /// <param name="arguments">Which variant of it.</param>
    /// <param name="epochs">Null for all.</param>
    /// <param name="yes">Nobody is to be asked.</param>
    private static int Delete(ParseResult parsed, Argument<string> file, PipelineArguments arguments, long[]? epochs, bool yes)
    {
        if (CheckpointsCommand.Folder(parsed, file, arguments) is not var (path, pipeline)) return ExitCodes.Bad;
        var folder = new CheckpointFolder(path, pipeline);
        var there = folder.List().Select(info => info.Epoch).ToList();
        var chosen = epochs ?? [.. there];
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        foreach (var missing in chosen.Except(there)) errors.WriteLine($"streamguard: there is no checkpoint {missing} in {folder.Path}{(there.Count == 0 ? "" : $", but {string.Join(", ", there)}")}.");
        if (chosen.Except(there).Any()) return ExitCodes.Bad;
        if (chosen.Length == 0)
        {
            output.WriteLine($"There are no checkpoints in {folder.Path}.");
            return ExitCodes.Done;
        }

        if (!yes && !IsSure(chosen, folder, parsed)) return ExitCodes.Bad;
        return Delete(path, pipeline, chosen, parsed);
    }

    private static int Delete(string path, string pipeline, long[] epochs, ParseResult parsed)
    {
        try
        {
            using var store = CheckpointStore.Open(path, pipeline, TimeProvider.System);
            store.Delete(epochs);
            parsed.InvocationConfiguration.Output.WriteLine($"{Which(epochs)} deleted.");
            return ExitCodes.Done;
        }
        catch (IOException e)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"streamguard: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    private static bool IsSure(long[] epochs, CheckpointFolder folder, ParseResult parsed)
    {
        var errors = parsed.InvocationConfiguration.Error;
        if (Console.IsInputRedirected)
        {
            errors.WriteLine("streamguard: nobody is there to be asked; --yes deletes without asking.");
            return false;
        }

        errors.Write($"Delete {Which(epochs)} of {folder.Path} for good? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static string Which(long[] epochs) => $"checkpoint{(epochs.Length == 1 ? "" : "s")} {string.Join(", ", epochs)}";
}
