using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>A pipeline that is killed with SIGKILL again and again, and started again until it has come to its end.</summary>
/// <param name="folder">The working folder.</param>
/// <param name="checkpoints">Folder of the pipeline's checkpoints, in which each has a folder <c>epoch-N</c>.</param>
/// <param name="random">Draws the moments.</param>
internal sealed class KilledRuns(string folder, string checkpoints, Random random)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    // The newest epoch when it was killed; what counts is known at the end.
    private readonly List<long> _killedAt = [];

    /// <summary>Kills between the first committed epoch and the last.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts the program until it ends by itself.</summary>
    /// <param name="environment">Variables to set.</param>
    /// <param name="most">Kills at most.</param>
    /// <param name="arguments">The command line.</param>
    public async Task RunAsync(IReadOnlyDictionary<string, string> environment, int most, params string[] arguments)
    {
        _killedAt.Clear();
        while (true)
        {
            using var process = Program.Start(folder, environment, arguments);
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            if (_killedAt.Count < most && await KillAsync(process)) continue;
            using var limit = new CancellationTokenSource(Longest);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}: {await output}{await errors}");
            break;
        }

        Kills += _killedAt.Count(epoch => epoch > 0 && epoch < Newest());
    }

    /// <summary>Kills it at a random moment, most often after it has completed an epoch. False when it ended before.</summary>
    private async Task<bool> KillAsync(Process process)
    {
        if (random.Next(4) > 0)
        {
            var before = Newest();
            while (!process.HasExited && Newest() <= before) await Task.Delay(2);
        }

        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(random.Next(400)));
        if (process.HasExited) return false;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        _killedAt.Add(Newest());
        return true;
    }

    private long Newest() => !Directory.Exists(checkpoints)
        ? 0
        : Directory.EnumerateDirectories(checkpoints, "epoch-*").Select(path => Number(Path.GetFileName(path))).DefaultIfEmpty().Max();

    private static long Number(string name) => long.TryParse(name["epoch-".Length..], CultureInfo.InvariantCulture, out var number) ? number : 0;
}
