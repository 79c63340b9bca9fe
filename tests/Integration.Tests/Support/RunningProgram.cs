using System.Diagnostics;
using System.Text;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>The program under way; killed when disposed of.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Variables to set.</param>
    /// <param name="arguments">The command line.</param>
    public RunningProgram(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        _process = Program.Start(folder, environment, arguments);
        Errors = ListenAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>All it has written to standard error, when it has ended.</summary>
    public Task<string> Errors { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has written something to standard error.</summary>
    public bool Said(string text)
    {
        lock (_said) return _said.ToString().Contains(text, StringComparison.Ordinal);
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It did not in three minutes.</exception>
    public async Task Until(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(Longest);
        while (!holds())
        {
            Assert.False(HasExited, HasExited ? await Errors : "");
            if (limit.IsCancellationRequested) throw new TimeoutException("what was waited for did not come about");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for its end and gives the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Sends it a signal, waits for its end, and gives the exit code.</summary>
    /// <param name="signal">Its name, such as TERM.</param>
    public async Task<int> SignalAsync(string signal)
    {
        // The script has become the program by exec, so that the signal reaches it.
        using (var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"])) await kill.WaitForExitAsync();
        return await EndAsync();
    }

    /// <summary>Sends it SIGHUP, and goes on.</summary>
    public async Task HangUpAsync()
    {
        using var kill = Process.Start("kill", ["-HUP", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string> ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            lock (_said) _said.AppendLine(line);
        lock (_said) return _said.ToString();
    }
}
