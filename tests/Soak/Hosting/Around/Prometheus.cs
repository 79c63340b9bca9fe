using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>A real Prometheus that scrapes the host every five seconds.</summary>
internal sealed class Prometheus : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private Prometheus(Process process, HttpClient http) => (_process, _http) = (process, http);

    /// <summary>Null where there is none on this machine.</summary>
    public static Prometheus? Start(string folder, string host)
    {
        if (!File.Exists("/usr/bin/prometheus")) return null;
        var port = FreePort.Take();
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), $"global: {{ scrape_interval: 5s, scrape_timeout: 4s }}\nscrape_configs:\n- job_name: streamguard\n  static_configs: [{{ targets: [\"{host}\"] }}]\n");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec prometheus --config.file=prometheus.yml --storage.tsdb.path=prometheus --web.listen-address=127.0.0.1:{port} >prometheus.log 2>&1"]) { WorkingDirectory = folder };
        return new Prometheus(Process.Start(start)!, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
    }

    /// <summary>The first value that a query gives; null when it gives none.</summary>
    public async Task<double?> AskAsync(string query)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}").ConfigureAwait(false));
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0 ? null : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        _http.Dispose();
    }
}
