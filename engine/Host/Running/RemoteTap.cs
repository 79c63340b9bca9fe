using System.Net.Http.Headers;
using System.Text.Json;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>An edge of a pipeline that runs in another process, looked at over HTTP.</summary>
internal sealed class RemoteTap : IDisposable
{
    private const string Data = "data: ";

    private readonly HttpClient _client;
    private readonly string _path;
    private readonly string _query;

    /// <param name="host">Where the host listens.</param>
    /// <param name="token">Its token; null for none.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="edge">The edge, as in <see cref="Http.TapEndpoints"/>.</param>
    /// <param name="mask">Columns to mask.</param>
    public RemoteTap(Uri host, string? token, string pipeline, string edge, IReadOnlyList<string> mask)
    {
        _client = new HttpClient { BaseAddress = host, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _path = $"/api/pipelines/{Uri.EscapeDataString(pipeline)}/tap";
        _query = $"?edge={Uri.EscapeDataString(edge)}&mask={Uri.EscapeDataString(string.Join(',', mask))}";
    }

    /// <summary>Prints rows as they come, until there were enough.</summary>
    /// <exception cref="HttpRequestException">The host does not answer, or refuses and says why.</exception>
    /// <exception cref="IOException">The host ends before.</exception>
    public async Task ShowAsync(int? most, int rate, bool asJson, TextWriter output, CancellationToken stop)
    {
        using var answer = await AskAsync($"{_path}{_query}&rows={rate}", stop).ConfigureAwait(false);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false));
        var left = most ?? int.MaxValue;
        while (left > 0 && await lines.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            if (!line.StartsWith(Data, StringComparison.Ordinal)) continue;
            using var told = JsonDocument.Parse(line.AsMemory(Data.Length));
            foreach (var row in told.RootElement.GetProperty("rows").EnumerateArray().Take(left))
            {
                output.WriteLine(asJson ? row.GetRawText() : Line(row));
                left--;
            }
        }

        if (left > 0) throw new IOException("the host has ended the connection.");
    }

    /// <summary>Writes a test of rows that come now.</summary>
    /// <exception cref="HttpRequestException">The host does not answer, or refuses and says why.</exception>
    /// <exception cref="IOException">The file cannot be written, or is there already.</exception>
    public async Task SaveAsync(string file, int rows, TextWriter errors, CancellationToken stop)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        using var answer = await AskAsync($"{_path}/test{_query}&rows={rows}&folder={Uri.EscapeDataString(folder)}", stop).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
        // Not over a test that somebody has written.
        await using (var written = new StreamWriter(new FileStream(file, FileMode.CreateNew))) await written.WriteAsync(text.AsMemory(), stop).ConfigureAwait(false);
        errors.WriteLine($"{file} is written; './streamguard test {file}' runs it.");
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> AskAsync(string path, CancellationToken stop)
    {
        var answer = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw new HttpRequestException(await ReasonAsync(answer, stop).ConfigureAwait(false), null, answer.StatusCode);
    }

    /// <summary>Errors are problems as RFC 9457 has them; what is none was not said by a host.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"the host answered {(int)answer.StatusCode} {answer.ReasonPhrase}";
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(stop).ConfigureAwait(false));
        return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString()! : problem.RootElement.GetProperty("title").GetString()!;
    }

    /// <summary>Time and values by name; what rows hold is not to steer a terminal.</summary>
    private static string Line(JsonElement row)
    {
        var cells = row.GetProperty("row").EnumerateObject().Select(cell => $"{cell.Name}: {cell.Value.GetRawText()}");
        return Printable.Cell($"{row.GetProperty("at").GetDateTimeOffset():HH:mm:ss.fff}  {string.Join("  ", cells)}");
    }
}
