using System.Diagnostics;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>What a run of the program gave.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors);

/// <summary>The program as it was built, run by its own script.</summary>
internal static class Program
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    public static string Root { get; } = SharedData.RepositoryRoot();

    /// <summary>Runs it in a folder until it ends.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<Outcome> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return await OutcomeOf(process);
    }

    public static Task<Outcome> RunAsync(string folder, params string[] arguments) => RunAsync(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs it on a terminal of 80 columns; what it shows there is the output.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="arguments">The command line, as a shell reads it.</param>
    /// <param name="stopAfter">Seconds after which it gets SIGINT; null to wait for its end.</param>
    public static async Task<Outcome> RunOnTerminalAsync(string folder, string arguments, string? stopAfter = null)
    {
        // The script builds the program when a source is newer: a signal in the middle of that is not meant for it.
        await RunAsync(folder, "version");
        var command = $"{(stopAfter is null ? "" : $"timeout --foreground -s INT {stopAfter} ")}'{Path.Combine(Root, "streamguard")}' {arguments}";
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"stty cols 80 rows 24; {command}", "/dev/null"]) { WorkingDirectory = folder };
        using var process = Start(start);
        return await OutcomeOf(process);
    }

    /// <summary>Starts it and leaves it running.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, OperatingSystem.IsWindows() ? "streamguard.cmd" : "streamguard"), arguments)
        {
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Start(start);
    }

    /// <summary>Path of a shipped pipeline.</summary>
    public static string Pipeline(string name) => Path.Combine(Root, "pipelines", name);

    /// <summary>Path of a pipeline that is only here to be tested.</summary>
    public static string TestPipeline(string name) => Path.Combine(Root, "tests", "Integration.Tests", "Pipelines", name);

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        return Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
    }

    private static async Task<Outcome> OutcomeOf(Process process)
    {
        using var limit = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new Outcome(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
