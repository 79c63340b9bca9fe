using System.Net;
using System.Net.Http.Headers;
using StreamGuard.Plugins.Http;
using StreamGuard.Plugins.Http.Options;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>A server that speaks chat completions.</summary>
internal interface IChat : IDisposable
{
    /// <summary>What is sent for a prompt.</summary>
    ReadOnlyMemory<byte> Body(string prompt);

    /// <exception cref="HttpFailure">There is no answer.</exception>
    Task<HttpAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken stop);

    /// <summary>The refusal says how to ask instead, and from now on it is asked like that.</summary>
    bool Learns(HttpAnswer answer);
}

/// <summary>The same, by HTTP.</summary>
internal sealed class Chat : IChat
{
    private const string OlderLimit = "max_tokens";
    private const string NewerLimit = "max_completion_tokens";

    private readonly AnalyzeOptions _options;
    private readonly Uri _url;
    private readonly AuthenticationHeaderValue? _login;
    private readonly HttpLink _link;
    private volatile string _limitName = OlderLimit;

    /// <exception cref="IOException">The key's file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The key's variable is not set, or it is none that can be sent.</exception>
    public Chat(AnalyzeOptions options, TimeProvider clock)
    {
        _options = options;
        _url = UrlOf(options.Endpoint!);
        var key = options.Key?.Read("key").Trim();
        if (key is not null && key.Any(letter => letter is <= ' ' or > '~')) throw new InvalidOperationException("the key has a blank, a line break or a letter that is not ASCII");
        _login = string.IsNullOrEmpty(key) ? null : new AuthenticationHeaderValue("Bearer", key);
        _link = new HttpLink(new Address(_url).Server, options.Timeout.TimeSpan, clock);
    }

    /// <summary>Where questions go: of a server alone to /v1, else behind what was written.</summary>
    public static Uri UrlOf(string endpoint)
    {
        var url = new Uri(endpoint);
        var path = url.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/chat/completions", StringComparison.Ordinal)) return url;
        return new UriBuilder(url) { Path = $"{(path.Length == 0 ? "/v1" : path)}/chat/completions" }.Uri;
    }

    public ReadOnlyMemory<byte> Body(string prompt) => ChatRequest.Write(_options.Model!, prompt, _options.AnswerTokens, _limitName);

    public Task<HttpAnswer> SendAsync(ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = _login;
        return _link.SendAsync(request, stop);
    }

    public bool Learns(HttpAnswer answer)
    {
        if (answer.Status != HttpStatusCode.BadRequest || _limitName == NewerLimit || !answer.Body.Contains(NewerLimit, StringComparison.Ordinal)) return false;
        _limitName = NewerLimit;
        return true;
    }

    public void Dispose() => _link.Dispose();
}
