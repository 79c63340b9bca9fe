using System.Diagnostics;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>The process <c>streamguard serve</c>, which is killed and started again.</summary>
/// <param name="program">streamguard.dll.</param>
/// <param name="folder">Where host.yaml lies.</param>
/// <param name="variables">Of its pipelines.</param>
internal sealed class ServedHost(string program, string folder, IReadOnlyDictionary<string, string> variables) : IDisposable
{
    private Process? _process;

    /// <summary>What it writes about itself, over all its lives.</summary>
    public string Log { get; } = Path.Combine(folder, "host.log");

    /// <summary>The process that runs now; 0 when none does.</summary>
    public int Id => _process is { HasExited: false } running ? running.Id : 0;

    public void Start()
    {
        // The shell becomes the program, so that the process is the host itself, and its output goes to files whoever reads it.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec dotnet \"$0\" serve --config host.yaml >>screen.log 2>>host.log", program]) { WorkingDirectory = folder };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill()
    {
        if (_process!.HasExited) throw new InvalidOperationException($"the host had ended by itself with {_process.ExitCode}");
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks it to stop.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"])) await kill.WaitForExitAsync().ConfigureAwait(false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill();
        _process?.Dispose();
    }
}
