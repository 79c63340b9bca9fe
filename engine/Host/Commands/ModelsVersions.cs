using System.CommandLine;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Which version of a model is in force: lists them, puts one in force, goes back.</summary>
internal static class ModelsVersions
{
    private const string FolderText = "A folder of versions: a folder each with a bundle.yaml, and a file LATEST.";

    public static Command List()
    {
        var command = new DocumentedCommand("list", "Lists the versions of a model, and which is in force.", "./streamguard models list models/pump-wear");
        var folder = new Argument<string>("folder") { Description = FolderText };
        var json = new Option<bool>("--json") { Description = "A JSON array." };
        command.Add(folder);
        command.Add(json);
        command.SetAction(parsed => Tell(parsed, () =>
        {
            var versions = ModelVersions.List(parsed.GetRequiredValue(folder));
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? Json(versions) : Table(versions));
        }));
        return command;
    }

    public static Command Promote()
    {
        var command = new DocumentedCommand(
            "promote",
            "Puts a version in force, when it has passed 'models check'. Pipelines that follow the folder take it at a barrier.",
            "./streamguard models promote models/pump-wear 2");
        var folder = new Argument<string>("folder") { Description = FolderText };
        var version = new Argument<string>("version") { Description = "Name of the version's folder." };
        var plugins = PluginOption.Create();
        command.Add(folder);
        command.Add(version);
        command.Add(plugins);
        command.SetAction(parsed => Promote(parsed, parsed.GetRequiredValue(folder), parsed.GetRequiredValue(version), parsed.GetValue(plugins)));
        return command;
    }

    public static Command Rollback()
    {
        var command = new DocumentedCommand(
            "rollback", "Puts the version in force again that was before, or the one named.", "./streamguard models rollback models/pump-wear");
        var folder = new Argument<string>("folder") { Description = FolderText };
        var version = new Argument<string?>("version") { Description = "One that was in force before.", Arity = ArgumentArity.ZeroOrOne };
        command.Add(folder);
        command.Add(version);
        command.SetAction(parsed => Tell(parsed, () =>
        {
            var now = ModelVersions.Rollback(parsed.GetRequiredValue(folder), parsed.GetValue(version));
            parsed.InvocationConfiguration.Output.WriteLine($"version {now} of {parsed.GetRequiredValue(folder)} is in force again");
        }));
        return command;
    }

    private static int Promote(ParseResult parsed, string folder, string version, string? plugins)
    {
        var (output, code) = (parsed.InvocationConfiguration.Output, ExitCodes.Done);
        var told = Tell(parsed, () =>
        {
            var before = ModelVersions.Latest(folder);
            if (!ModelVersions.List(folder).Any(known => known.Name == version)) ModelVersions.Promote(folder, version, TimeProvider.System.GetUtcNow());
            var check = ModelCheck.Of(Path.Combine(folder, version), Installed.Registry(plugins).FindModelFormat, [], null, new ModelOptions());
            code = ModelsCheck.Print(check, json: false, output);
            if (code != ExitCodes.Done)
            {
                output.WriteLine($"{(before is null ? "no version" : $"version {before}")} of {folder} stays in force");
                return;
            }

            ModelVersions.Promote(folder, version, TimeProvider.System.GetUtcNow());
            output.WriteLine($"version {version} of {folder} is in force{(before is null || before == version ? "" : $", {before} was before")}");
        });
        return told == ExitCodes.Done ? code : told;
    }

    private static int Tell(ParseResult parsed, Action action)
    {
        try
        {
            action();
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is ModelVersionException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"streamguard: {error.Message}");
            return ExitCodes.Failed;
        }
    }

    private static string Table(IReadOnlyList<ModelVersion> versions)
    {
        var table = new TextTable("version", "bundle", "model sha256", "");
        foreach (var version in versions)
            table.Add([version.Name, version.Bundle ?? "", version.Sha256?[..12] ?? "", version.IsLatest ? "in force" : version.Problem?.Split('\n')[0] ?? ""]);
        return table.Render("");
    }

    private static string Json(IReadOnlyList<ModelVersion> versions) => JsonSerializer.Serialize(
        versions.Select(version => new { version = version.Name, bundle = version.Bundle, sha256 = version.Sha256, in_force = version.IsLatest, problem = version.Problem })) + "\n";
}
