using System.Globalization;
using System.Text.Json;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>A real InfluxDB 1.x, asked in its own language.</summary>
internal sealed class InfluxDb : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly Daemon _daemon;

    public InfluxDb(bool asksWho = false) => _daemon = new Daemon("influxd", "/ping", (folder, address) => ["-config", Configure(folder, address, asksWho)]);

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Absence { get; } = Daemon.AbsenceOf("influxd", "influxdb");

    public string Url => _daemon.Url;

    /// <summary>Who asks; null where anybody may.</summary>
    public (string User, string Password)? As { get; set; }

    public static async Task<InfluxDb> StartAsync(bool asksWho = false)
    {
        var server = new InfluxDb(asksWho);
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => _daemon.StartAsync();

    public void Kill() => _daemon.Kill();

    public void Dispose() => _daemon.Dispose();

    /// <summary>Series of the answer: tags, names of columns, and rows of values.</summary>
    public async Task<IReadOnlyList<Series>> AskAsync(string query, string database = "plant")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/query?epoch=ns&db={database}") { Content = new FormUrlEncodedContent([new("q", query)]) };
        if (As is var (user, password)) request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var answer = await Client.SendAsync(request);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        if (json.RootElement.TryGetProperty("error", out var refused)) throw new InvalidOperationException(refused.GetString());
        var result = json.RootElement.GetProperty("results")[0];
        if (result.TryGetProperty("error", out var error)) throw new InvalidOperationException(error.GetString());
        return result.TryGetProperty("series", out var series) ? [.. series.EnumerateArray().Select(Series.Of)] : [];
    }

    /// <summary>How many points there are with a field.</summary>
    public async Task<long> CountAsync(string field, string measurement = "m") =>
        (await AskAsync($"SELECT count(\"{field}\") FROM \"{measurement}\"")) is [var series] ? Convert.ToInt64(series.Rows[0][1], CultureInfo.InvariantCulture) : 0;

    private static string Configure(string folder, string address, bool asksWho)
    {
        var file = Path.Combine(folder, "influxdb.conf");
        File.WriteAllText(file, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:0"
            [meta]
            dir = "{folder}/meta"
            [data]
            dir = "{folder}/data"
            wal-dir = "{folder}/wal"
            query-log-enabled = false
            [http]
            bind-address = "{address}"
            log-enabled = false
            auth-enabled = {(asksWho ? "true" : "false")}
            [monitor]
            store-enabled = false
            """);
        return file;
    }
}

/// <summary>Points of one set of tags, as InfluxDB gives them back; numbers are decimal text.</summary>
internal sealed record Series(string Name, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows)
{
    public static Series Of(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.TryGetProperty("tags", out var tags) ? tags.EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.GetString()!) : [],
        [.. json.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)],
        [.. json.GetProperty("values").EnumerateArray().Select(row => (IReadOnlyList<object?>)[.. row.EnumerateArray().Select(Value)])]);

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}

/// <summary>A fact about a real InfluxDB, skipped where there is none.</summary>
public sealed class InfluxDbFactAttribute : FactAttribute
{
    public InfluxDbFactAttribute() => Skip = InfluxDb.Absence;
}
