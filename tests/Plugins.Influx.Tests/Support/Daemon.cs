using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>A server's program, run in a folder of its own for as long as a test needs it.</summary>
internal sealed class Daemon(string program, string ready, Func<string, string, IEnumerable<string>> arguments) : IDisposable
{
    private const int Attempts = 3;

    private static readonly HttpClient Client = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("streamguard-influx-").FullName;
    private string _address = $"127.0.0.1:{FreePort()}";
    private Process? _process;
    private bool _hasRun;

    public string Url => $"http://{_address}";

    /// <summary>Why a program is not there; null where it is.</summary>
    public static string? AbsenceOf(string program, string package) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"there is no {program}: Debian has it in the package {package}";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it, or starts it again with the data it had, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        for (var attempt = 1; !_hasRun; attempt++)
        {
            try
            {
                await BeginAsync();
                _hasRun = true;
                return;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // A port that was free has been taken before the server did.
                _address = $"127.0.0.1:{FreePort()}";
            }
        }

        await BeginAsync();
    }

    private async Task BeginAsync()
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments(_folder, _address)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Read, or it would stand still when the pipe is full.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(limit.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException($"{program} ended with {_process.ExitCode}");
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"])) await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends it as a loss of power would.</summary>
    public void Kill()
    {
        if (_process is null) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await Client.GetAsync(Url + ready, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
