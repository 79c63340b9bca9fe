using System.ComponentModel;
using System.Diagnostics;

namespace StreamGuard.Host.Service;

/// <summary>What a program has answered.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs another program to its end.</summary>
internal interface ICommandRunner
{
    /// <exception cref="ServiceException">There is no such program.</exception>
    CommandResult Run(string program, params string[] arguments);
}

/// <summary>Runs programs of this machine.</summary>
internal sealed class CommandRunner : ICommandRunner
{
    /// <inheritdoc/>
    public CommandResult Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new CommandResult(process.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            throw new ServiceException($"{program} cannot be run: {exception.Message}.");
        }
    }
}
