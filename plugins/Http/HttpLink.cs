using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Http;

/// <summary>
/// Requests to one server and its answers. Nothing is followed by itself: a post that is redirected would become a get, and
/// secrets would go where nobody has sent them. Certificates are checked as the system does.
/// </summary>
/// <param name="server">The server as it may be printed.</param>
/// <param name="timeout">How long an answer may take.</param>
/// <param name="clock">The one clock.</param>
internal sealed class HttpLink(string server, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Names of servers are looked up anew so often.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _client = NewClient();

    /// <summary>Sends a request, which is disposed of, and reads the answer.</summary>
    /// <exception cref="HttpFailure">There is none.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was set.</exception>
    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var disposed = request;
        using var patience = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var (body, isWhole) = await BeginningAsync(response, either.Token).ConfigureAwait(false);
            return new HttpAnswer(response.StatusCode, body, isWhole, After(response), response.Headers.Location?.OriginalString);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new HttpFailure(HttpTrouble.TimedOut, $"{server} has not answered within {Duration.FromSeconds(timeout.TotalSeconds)}");
        }
        catch (HttpRequestException cause) when (cause.InnerException is AuthenticationException reason)
        {
            throw new HttpFailure(HttpTrouble.NotTrusted, $"{server} cannot be spoken to by https: {reason.Message}", cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            var wasReached = (cause as HttpRequestException)?.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError);
            throw new HttpFailure(wasReached ? HttpTrouble.Broken : HttpTrouble.NotReached, $"{server} does not answer: {cause.InnerException?.Message ?? cause.Message}", cause);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpClient NewClient()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.All,
        }) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("StreamGuard.Dataflow", null));
        return client;
    }

    /// <summary>The body's text, not more of it than anybody needs.</summary>
    private static async Task<(string Text, bool IsWhole)> BeginningAsync(HttpResponseMessage response, CancellationToken stop)
    {
        using var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        var text = new ArrayBufferWriter<byte>();
        var isWhole = false;
        while (!isWhole && text.WrittenCount < LongestAnswer)
        {
            var read = await body.ReadAsync(text.GetMemory(4096), stop).ConfigureAwait(false);
            text.Advance(read);
            isWhole = read == 0;
        }

        return (Encoding.UTF8.GetString(text.WrittenSpan), isWhole);
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } span } => span,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };
}
