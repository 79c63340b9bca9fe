using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace StreamGuard.Benchmarks.Hosting;

/// <summary>A host as a user starts it, on a port of its own, until disposed of.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, HttpClient client, TimeSpan ready) => (_process, Client, Ready) = (process, client, ready);

    /// <summary>Asks it; its address is set.</summary>
    public HttpClient Client { get; }

    /// <summary>From the start of the process until /health/ready said yes.</summary>
    public TimeSpan Ready { get; }

    /// <summary>Starts one in a folder that holds <c>host.yaml</c> and <c>pipelines/</c>, and waits until it is ready.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="program">The dll of the program.</param>
    /// <param name="processors">Those it may use, as of taskset.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready within a minute.</exception>
    public static HostProcess Start(string folder, string program, string processors)
    {
        var address = $"127.0.0.1:{FreePort()}";
        var began = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("taskset", ["-c", processors, "dotnet", program, "serve", "pipelines", "--config", "host.yaml", "--address", address]) { WorkingDirectory = folder })!;
        var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            if (process.HasExited) throw new InvalidOperationException($"the host ended with {process.ExitCode}");
            if (IsReady(client)) return new HostProcess(process, client, Stopwatch.GetElapsedTime(began));
            Thread.Sleep(1);
        }

        process.Kill();
        throw new InvalidOperationException("the host is not ready after a minute");
    }

    /// <summary>Time of processors it has used so far.</summary>
    public TimeSpan Used
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>What it holds now, and held at most, in MB.</summary>
    public (double Now, double Peak) Megabytes
    {
        get
        {
            var lines = File.ReadLines($"/proc/{_process.Id}/status").Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLookup(line => line[0], line => line.ElementAtOrDefault(1));
            double Of(string name) => double.Parse(lines[name].First()!, CultureInfo.InvariantCulture) / 1024;
            return (Of("VmRSS:"), Of("VmHWM:"));
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
    }

    private static bool IsReady(HttpClient client)
    {
        try
        {
            using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, "/health/ready"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
