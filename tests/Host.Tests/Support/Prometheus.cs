using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A test that needs Debian's Prometheus and its promtool.</summary>
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = Prometheus.Absence;
}

/// <summary>A real Prometheus that scrapes one address every half second, and what comes with it.</summary>
internal sealed class Prometheus : IDisposable
{
    private static readonly HttpClient Client = new();
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();
    private readonly string _address = $"127.0.0.1:{FreePort()}";
    private readonly Process _process;

    private Prometheus(string target)
    {
        var config = _folder.Write("prometheus.yml", $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 400ms }
            scrape_configs:
              - job_name: streamguard
                static_configs: [{ targets: ['{{target}}'] }]
            """);
        _process = Process.Start(new ProcessStartInfo("prometheus", [$"--config.file={config}", $"--storage.tsdb.path={_folder["data"]}", $"--web.listen-address={_address}", "--log.level=error"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Read, or it would stand still when the pipe is full.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Absence { get; } =
        Array.TrueForAll(["prometheus", "promtool"], program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            ? null
            : "there is no prometheus: Debian has it in the package prometheus";

    /// <summary>Starts it, and waits until it has scraped the target so often.</summary>
    /// <param name="target">Address and port.</param>
    /// <param name="scrapes">How often.</param>
    public static async Task<Prometheus> StartAsync(string target, int scrapes)
    {
        var prometheus = new Prometheus(target);
        try
        {
            await HostRig.Until(() => prometheus.Scrapes() >= scrapes);
            return prometheus;
        }
        catch
        {
            prometheus.Dispose();
            throw;
        }
    }

    /// <summary>What promtool says of a text on its standard input; empty when it finds nothing.</summary>
    public static async Task<(int Code, string Words)> CheckAsync(string input, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        var words = await said.WaitAsync(Longest);
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, string.Concat(words));
    }

    /// <summary>Series that a query gives, each with its value.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not take the query.</exception>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> AskAsync(string query)
    {
        using var answer = JsonDocument.Parse(await Client.GetStringAsync($"http://{_address}/api/v1/query?query={Uri.EscapeDataString(query)}"));
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(each => (
            (IReadOnlyDictionary<string, string>)each.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
            double.Parse(each.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)))];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private long Scrapes()
    {
        if (_process.HasExited) throw new InvalidOperationException($"prometheus ended with {_process.ExitCode}");
        try
        {
            return (long)AskAsync("sum(count_over_time(up{job=\"streamguard\"}[5m]) * up{job=\"streamguard\"})").GetAwaiter().GetResult().Select(each => each.Value).FirstOrDefault();
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
