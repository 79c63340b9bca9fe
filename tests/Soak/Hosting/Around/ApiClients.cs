using System.Diagnostics;
using System.Net;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>Clients that ask the host all the time, twenty times a second, and one that listens to its live stream.</summary>
internal sealed class ApiClients(Uri host) : IDisposable
{
    private const int Clients = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly string[] All =
    [
        "/api/pipelines", "/api/pipelines/security-events", "/api/pipelines/iomt-traffic", "/api/pipelines/hydraulic-sensors", "/api/pipelines/security-events/figures",
        "/health/ready", "/api/anomalies?limit=50", "/api/anomalies?rule=brute_force&limit=20", "/api/events?limit=50",
    ];

    private readonly HttpClient _http = new() { BaseAddress = host, Timeout = TimeSpan.FromSeconds(30) };
    private readonly Lock _lock = new();
    private string[] _paths = [];
    private readonly Dictionary<string, List<double>> _took = [];
    private readonly Dictionary<string, int> _refused = [];

    /// <summary>Requests that found no host: it was killed.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Events of the live stream.</summary>
    public int Events { get; private set; }

    /// <summary>The longest time without one while the stream was open.</summary>
    public TimeSpan LongestSilence { get; private set; }

    /// <summary>Milliseconds of each answer by what was asked, sorted.</summary>
    public IReadOnlyDictionary<string, List<double>> Took
    {
        get
        {
            lock (_lock) return _took.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ToList());
        }
    }

    /// <summary>Answers other than 200 by what was asked and the status.</summary>
    public IReadOnlyDictionary<string, int> Refused => _refused;

    /// <summary>Asks until it is stopped; the host must be there.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var known = new List<string>();
        foreach (var path in All)
        {
            using var answer = await _http.GetAsync(path, stop).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.NotFound) known.Add(path);
        }

        _paths = [.. known];
        await Task.WhenAll([.. Enumerable.Range(0, Clients).Select(client => AskAsync(client, stop)), ListenAsync(stop)]).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(int client, CancellationToken stop)
    {
        for (var turn = client; !stop.IsCancellationRequested; turn++)
        {
            var path = _paths[turn % _paths.Length];
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await _http.GetAsync(path, stop).ConfigureAwait(false);
                await answer.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
                Note(path, answer.StatusCode, Stopwatch.GetElapsedTime(began));
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                lock (_lock) Unanswered++;
            }
            catch (TaskCanceledException)
            {
                if (!stop.IsCancellationRequested) Note(path, HttpStatusCode.RequestTimeout, _http.Timeout);
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(string path, HttpStatusCode status, TimeSpan took)
    {
        lock (_lock)
        {
            var kind = path.Split('?')[0];
            if (!_took.TryGetValue(kind, out var all)) _took[kind] = all = [];
            all.Add(took.TotalMilliseconds);
            if (status != HttpStatusCode.OK) _refused[$"{kind}: {(int)status}"] = _refused.GetValueOrDefault($"{kind}: {(int)status}") + 1;
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var stream = new StreamReader(await _http.GetStreamAsync("/api/live", stop).ConfigureAwait(false));
                for (var last = Stopwatch.GetTimestamp(); await stream.ReadLineAsync(stop).ConfigureAwait(false) is { } line;)
                {
                    if (!line.StartsWith("data:", StringComparison.Ordinal)) continue;
                    Events++;
                    var silence = Stopwatch.GetElapsedTime(last);
                    if (silence > LongestSilence) LongestSilence = silence;
                    last = Stopwatch.GetTimestamp();
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                // The host was killed, or all is over.
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
