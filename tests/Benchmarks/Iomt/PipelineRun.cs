using System.Diagnostics;

namespace StreamGuard.Benchmarks.Iomt;

/// <summary>The program with the shipped pipeline, on two processors, with its memory watched.</summary>
internal sealed class PipelineRun : IDisposable
{
    private readonly Process _program;
    private readonly Task<string> _errors;
    private readonly Task<double> _peak;

    /// <param name="root">The repository.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="variables">Where servers and model are.</param>
    /// <param name="more">Options of the command line.</param>
    public PipelineRun(string root, string folder, IReadOnlyDictionary<string, string> variables, params string[] more)
    {
        var start = new ProcessStartInfo("taskset",
            ["-c", "0,1", Path.Combine(root, "streamguard"), "run", Path.Combine(root, "pipelines", "iomt-traffic.yaml"), "--profile", "influxdb1", .. more])
        {
            WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        _program = Process.Start(start) ?? throw new InvalidOperationException("the program did not start");
        // Read, or it would stand still when the pipe is full.
        _program.OutputDataReceived += (_, _) => { };
        _program.BeginOutputReadLine();
        _errors = _program.StandardError.ReadToEndAsync();
        _peak = WatchAsync();
    }

    /// <summary>The most memory it held, in MB, once it has ended.</summary>
    public Task<double> PeakMegabytes => _peak;

    /// <summary>Waits until something is done.</summary>
    /// <exception cref="InvalidOperationException">The program ended before, or it takes longer than two minutes.</exception>
    public async Task UntilAsync(Func<bool> isDone)
    {
        var limit = Stopwatch.StartNew();
        while (!isDone())
        {
            if (_program.HasExited) throw new InvalidOperationException($"the program ended: {await _errors}");
            if (limit.Elapsed > TimeSpan.FromMinutes(2)) throw new InvalidOperationException("not all records were written within two minutes");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks it to stop and waits until it has.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_program.Id}"])) await kill.WaitForExitAsync();
        await _program.WaitForExitAsync();
    }

    /// <summary>Waits for its end; gives what it said on standard error.</summary>
    public async Task<string> EndAsync()
    {
        await _program.WaitForExitAsync();
        return _program.ExitCode == 0 ? await _errors : throw new InvalidOperationException(await _errors);
    }

    public void Dispose()
    {
        if (!_program.HasExited) _program.Kill(entireProcessTree: true);
        _program.Dispose();
    }

    private async Task<double> WatchAsync()
    {
        var peak = 0.0;
        while (!_program.HasExited)
        {
            peak = Math.Max(peak, Machine.PeakMegabytes(_program.Id));
            await Task.Delay(100);
        }

        return peak;
    }
}
