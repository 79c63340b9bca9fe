using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Connection;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>Posts lines to a server.</summary>
internal sealed class HttpWriter : IWriter, IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Names of servers are looked up anew so often.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly Target _target;
    private readonly bool _packs;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client;

    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A secret is none that can be sent.</exception>
    public HttpWriter(InfluxSinkOptions options, TimeProvider clock)
    {
        (_target, _packs, _timeout, _clock) = (Target.Of(options), options.Gzip, options.Timeout.TimeSpan, clock);
        var login = Login.Of(options);
        // Not redirected by itself: a post would become a get, and the lines be gone.
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.All,
        }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Authorization = login;
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("StreamGuard.Dataflow", null));
    }

    /// <summary>Sees whether points may be written, by writing none.</summary>
    /// <exception cref="RetryableException">The server does not answer, or asks to wait.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be written there; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken stop)
    {
        var refusal = await WriteAsync(default, stop).ConfigureAwait(false);
        // InfluxDB 2.x complains that there is nothing to write; whoever says something else would say it of every row.
        if (refusal is not null && !refusal.Words.Contains("point", StringComparison.OrdinalIgnoreCase) && !refusal.Words.Contains("empty", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"{_target.Server} takes no points: {refusal.Words}");
    }

    public async Task<Refusal?> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken stop) =>
        (await PostAsync(lines, stop).ConfigureAwait(false)).Verdict(_target);

    public void Dispose() => _client.Dispose();

    private async Task<Answer> PostAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _target.Write) { Content = Content(lines) };
        using var patience = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return new Answer(response.StatusCode, await BeginningAsync(response, either.Token).ConfigureAwait(false), After(response))
            {
                Elsewhere = response.Headers.Location?.ToString(),
            };
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new RetryableException($"{_target.Server} has not answered within {Duration.FromSeconds(_timeout.TotalSeconds)}");
        }
        catch (HttpRequestException cause) when (cause.InnerException is AuthenticationException reason)
        {
            throw new InvalidOperationException($"{_target.Server} cannot be spoken to by https: {reason.Message}", cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw new RetryableException($"{_target.Server} does not answer: {cause.InnerException?.Message ?? cause.Message}", cause);
        }
    }

    private HttpContent Content(ReadOnlyMemory<byte> lines)
    {
        if (!_packs || lines.IsEmpty) return new ReadOnlyMemoryContent(lines);
        var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) packer.Write(lines.Span);
        packed.Position = 0;
        var content = new StreamContent(packed);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    /// <summary>The body's text, not more of it than anybody needs.</summary>
    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        var text = new ArrayBufferWriter<byte>();
        while (text.WrittenCount < LongestAnswer)
        {
            var read = await body.ReadAsync(text.GetMemory(4096), stop).ConfigureAwait(false);
            if (read == 0) break;
            text.Advance(read);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } span } => span,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };
}
