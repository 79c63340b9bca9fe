using System.Net;
using System.Net.Http.Headers;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Http;
using StreamGuard.Plugins.Http.Options;

namespace StreamGuard.Plugins.Webhook.Sending;

/// <summary>Sends bodies by HTTP, and judges what the server answers.</summary>
internal sealed class Poster : IPoster, IDisposable
{
    private const int MostRedirections = 5;

    private readonly Address _address;
    private readonly HttpMethod _method;
    private readonly IReadOnlyList<(string Name, string Value)> _headers;
    private readonly HttpLink _link;

    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A secret's variable is not set, or it is none that can be sent.</exception>
    public Poster(WebhookSinkOptions options, TimeProvider clock)
    {
        _address = Address.Read("url", options.Url);
        _method = new HttpMethod(options.Method.ToString().ToUpperInvariant());
        _headers = Headers.Read("headers", options.Headers);
        _link = new HttpLink(_address.Server, options.Timeout.TimeSpan, clock);
    }

    public async Task<Refusal?> PostAsync(ReadOnlyMemory<byte> body, string? key, CancellationToken stop)
    {
        var url = _address.Url;
        for (var redirections = 0; ; redirections++)
        {
            var answer = await SendAsync(url, body, key, stop).ConfigureAwait(false);
            if (Redirection(url, answer) is not { } next) return Verdict(answer);
            if (redirections == MostRedirections) return new Refusal($"it points from one place to another more than {MostRedirections} times", IsOfContent: false);
            url = next;
        }
    }

    public void Dispose() => _link.Dispose();

    private async Task<HttpAnswer> SendAsync(Uri url, ReadOnlyMemory<byte> body, string? key, CancellationToken stop)
    {
        var request = new HttpRequestMessage(_method, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in _headers) request.Headers.TryAddWithoutValidation(name, value);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            FaultPoints.Reach("webhook.send.before");
            var answer = await _link.SendAsync(request, stop).ConfigureAwait(false);
            FaultPoints.Reach("webhook.send.after");
            return answer;
        }
        catch (HttpFailure failure)
        {
            throw failure.OfSink();
        }
    }

    /// <summary>Where to go on, of an answer that may be followed: with the same body, to the same server.</summary>
    private Uri? Redirection(Uri from, HttpAnswer answer) =>
        answer.Status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect && Uri.TryCreate(from, answer.Elsewhere, out var to) && _address.IsSameServer(to)
            ? to
            : null;

    private Refusal? Verdict(HttpAnswer answer)
    {
        if (answer.IsGood) return null;
        if (answer.MayPass && answer.Status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported))
            throw new RetryableException($"{_address.Server} answers {ServerWords.Said(answer)}") { After = answer.After };
        if (answer.Elsewhere is not null) return new Refusal($"{(int)answer.Status}, it points elsewhere, which is not followed: see that url is right", IsOfContent: false);
        return new Refusal(ServerWords.Said(answer), answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity);
    }
}
