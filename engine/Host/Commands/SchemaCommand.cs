using System.CommandLine;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Commands;

/// <summary>Writes the JSON Schema of pipeline files, by which editors complete and explain them.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "schema",
            "Writes the JSON Schema of pipeline files, installed plugins included, for completion and hover text in editors.",
            "./streamguard schema --output schemas/pipeline.schema.json");
        var output = new Option<string?>("--output", "-o") { Description = "A file to write it to; else it goes to standard output.", HelpName = "file" };
        var plugins = PluginOption.Create();
        command.Add(output);
        command.Add(plugins);
        command.SetAction(parsed => Write(parsed, parsed.GetValue(output), parsed.GetValue(plugins)));
        return command;
    }

    private static int Write(ParseResult parsed, string? file, string? plugins)
    {
        var (registry, loaded) = Installed.LoadAll(plugins);
        foreach (var refused in loaded.Where(plugin => plugin.Problem is not null)) parsed.InvocationConfiguration.Error.WriteLine(refused.Problem);
        var schema = JsonSchemaGenerator.Generate(registry);
        if (file is null) parsed.InvocationConfiguration.Output.Write(schema);
        else File.WriteAllText(file, schema);
        return ExitCodes.Done;
    }
}
