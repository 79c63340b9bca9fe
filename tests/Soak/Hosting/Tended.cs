using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StreamGuard.Soak.Hosting.Around;

namespace StreamGuard.Soak.Hosting;

/// <summary>What is seen of the host from outside: that it lives, runs its pipelines, has taken a change, has read everything.</summary>
internal sealed partial class Tended(ServedHost host, Uri address) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Milliseconds that nothing went into a pipeline while it was changed.</summary>
    public List<double> Stalls { get; } = [];

    /// <summary>Seconds from a start of the host until all three pipelines ran.</summary>
    public List<double> Returns { get; } = [];

    public async Task StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        host.Start();
        await RunsAsync().ConfigureAwait(false);
        Returns.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>How much the host has written about itself.</summary>
    public long Place => new FileInfo(host.Log).Length;

    /// <summary>Waits until all three pipelines run.</summary>
    public Task RunsAsync() => UntilAsync("all pipelines run", TimeSpan.FromMinutes(3), async () => (await StatesAsync().ConfigureAwait(false)) is { Count: 3 } states && states.All(state => state == "running"));

    /// <summary>Waits until the host has taken, or refused, a change that is written now.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<bool> SeesAsync(Action write)
    {
        var before = Place;
        write();
        var said = "";
        await UntilAsync("a change is seen", TimeSpan.FromMinutes(2), () =>
        {
            said = Since(before);
            return Task.FromResult(Taken().IsMatch(said) || said.Contains("goes on as it was", StringComparison.Ordinal));
        }).ConfigureAwait(false);
        if (Taken().Match(said) is not { Success: true } taken) return false;
        Stalls.Add(double.Parse(taken.Groups[1].Value, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Waits until nothing is left to be read, and event time is beyond the last row in everything that waits for it.</summary>
    public Task DrainedAsync(DateTime end) => UntilAsync("everything is read", TimeSpan.FromMinutes(10), async () =>
    {
        var metrics = (await _http.GetStringAsync("/metrics").ConfigureAwait(false)).Split('\n');
        var lags = metrics.Where(line => line.StartsWith("streamguard_source_lag_records{", StringComparison.Ordinal)).Select(Value).ToList();
        var times = metrics.Where(line => Waiting().IsMatch(line)).Select(Value).ToList();
        return lags.Count == 3 && lags.Sum() == 0 && times.Count >= 3 && times.Min() > (end - DateTime.UnixEpoch).TotalSeconds + 11;
    });

    /// <summary>What the host has said since it had written so much.</summary>
    public string Since(long place)
    {
        using var log = new FileStream(host.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = place;
        return new StreamReader(log).ReadToEnd();
    }

    public void Dispose() => _http.Dispose();

    private static double Value(string line) => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    private async Task<List<string?>> StatesAsync()
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync("/api/pipelines").ConfigureAwait(false));
        return [.. answer.RootElement.EnumerateArray().Select(pipeline => pipeline.GetProperty("state").GetString())];
    }

    private async Task UntilAsync(string what, TimeSpan within, Func<Task<bool>> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < within;)
        {
            try
            {
                if (await holds().ConfigureAwait(false)) return;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
            {
                if (host.Id == 0) throw new InvalidOperationException($"the host has ended by itself while it was waited until {what}");
            }

            await Task.Delay(Look).ConfigureAwait(false);
        }

        throw new TimeoutException($"it did not come to this within {within}: {what}");
    }

    [GeneratedRegex(@"is changed behind checkpoint \d+; nothing went into it for (\d+) ms")]
    private static partial Regex Taken();

    [GeneratedRegex("^streamguard_component_watermark_timestamp_seconds\\{.*component=\"(seconds|statistics|alerts)\"")]
    private static partial Regex Waiting();
}
