using System.Diagnostics;
using System.Text.Json;

namespace StreamGuard.Benchmarks;

/// <summary>The machine, and the processes started on it.</summary>
internal static class Machine
{
    /// <summary>When, of what and on what, in a line.</summary>
    public static string Describe(string root)
    {
        var model = File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim();
        return $"*{DateTime.UtcNow:yyyy-MM-dd}, commit {Run(root, "git", "rev-parse", "--short", "HEAD").Trim()}, {model}, {Environment.ProcessorCount} processors, {Environment.OSVersion}, .NET {Environment.Version}*";
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string folder, string program, params string[] arguments)
    {
        Console.Error.WriteLine($"{program} {string.Join(' ', arguments.Select(Path.GetFileName))}");
        using var process = Start(folder, [], program, arguments);
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {text}");
    }

    /// <summary>The last line a program printed, as JSON.</summary>
    public static JsonElement Json(string folder, string program, params string[] arguments) =>
        JsonDocument.Parse(Run(folder, program, arguments).Trim().Split('\n')[^1]).RootElement.Clone();

    /// <summary>From the start of a process to the first line on its standard output.</summary>
    public static double SecondsToFirstLine(string folder, string program, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Start(folder, [], program, arguments);
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{program} printed nothing");
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return line.Length > 0 ? seconds : throw new InvalidOperationException($"{program} began with an empty line");
    }

    /// <summary>The most memory a process held, in MB, read from the kernel while it runs.</summary>
    public static double PeakMegabytes(string folder, Dictionary<string, string> variables, string program, params string[] arguments)
    {
        using var process = Start(folder, variables, program, arguments);
        var peak = 0.0;
        while (!process.WaitForExit(20)) peak = Math.Max(peak, PeakMegabytes(process.Id));
        return peak;
    }

    /// <summary>The most memory a process has held so far, in MB; 0 when it has ended.</summary>
    public static double PeakMegabytes(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(known => known.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }

    private static Process Start(string folder, Dictionary<string, string> variables, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
