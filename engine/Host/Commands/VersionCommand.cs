using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Commands;

/// <summary>Says what runs here: the program, the contract that plugins are checked against, and the runtime.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand("version", "Prints the versions of the program, the plugin contract and the runtime.");
        command.SetAction(parsed => Print(parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Print(TextWriter output)
    {
        var informational = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        output.WriteLine($"streamguard {informational.InformationalVersion}");
        output.WriteLine($"contract    {typeof(Batch).Assembly.GetName().Version}");
        output.WriteLine($"runtime     {RuntimeInformation.FrameworkDescription} {RuntimeInformation.RuntimeIdentifier}");
        return ExitCodes.Done;
    }
}
