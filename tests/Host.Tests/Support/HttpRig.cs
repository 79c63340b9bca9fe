using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using StreamGuard.Host.Http;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A host that listens on loopback, and a client of it.</summary>
internal sealed class HttpRig : IAsyncDisposable
{
    private HttpHost? _http;

    public HostRig Host { get; } = new();

    public HttpClient Client { get; } = new();

    /// <summary>Where it listens: http://127.0.0.1:PORT.</summary>
    public string Address => _http!.Address;

    /// <summary>All that the host maps.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => _http!.Endpoints;

    /// <param name="token">What requests must carry; null for nothing.</param>
    /// <param name="api">What the API answers from; null for what the pipelines keep.</param>
    /// <param name="port">Where it listens; 0 for any that is free.</param>
    /// <param name="mask">Columns that nobody sees.</param>
    public async Task StartAsync(string? token = null, ApiSettings? api = null, int port = 0, params string[] mask)
    {
        _http = await HttpHost.StartAsync(new HttpAccess(new IPEndPoint(IPAddress.Loopback, port), token, null, 100_000, 1000) { Mask = mask }, Host.Host, NullLoggerFactory.Instance, api);
        Client.BaseAddress ??= new Uri(_http.Address);
    }

    public async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;

    /// <summary>What was answered, whatever its status.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Client.SendAsync(request);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>Reads server-sent events until enough of them came, or one that will do.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(string path, int most, Func<JsonElement, bool>? until = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var answer = await Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token));
        var events = new List<JsonElement>();
        while (events.Count < most && await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            events.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
            if (until?.Invoke(events[^1]) == true) break;
        }

        return events;
    }

    /// <summary>Ends the web server; the pipelines go on.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _http, null) is { } http) await http.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await Host.DisposeAsync();
    }
}
