using System.Diagnostics;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>wrk, which asks as fast as it is answered.</summary>
internal static class Wrk
{
    /// <returns>What it found, in a line; null where there is no wrk.</returns>
    public static async Task<string?> RunAsync(Uri what, int seconds)
    {
        if (!File.Exists("/usr/bin/wrk")) return null;
        var start = new ProcessStartInfo("wrk", ["-t1", "-c4", $"-d{seconds}s", "--latency", what.ToString()]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Split('\n', StringSplitOptions.TrimEntries);
        await process.WaitForExitAsync().ConfigureAwait(false);
        string Of(string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim() ?? "none";
        return $"{Of("Requests/sec:")} requests a second, p50 {Of("50%")}, p99 {Of("99%")}, answers that were not 200: {Of("Non-2xx or 3xx responses:")}, errors: {Of("Socket errors:")}";
    }
}
