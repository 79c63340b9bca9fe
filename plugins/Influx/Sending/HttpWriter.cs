using System.IO.Compression;
using System.Net.Http.Headers;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Http;
using StreamGuard.Plugins.Influx.Connection;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>Posts lines to a server.</summary>
internal sealed class HttpWriter : IWriter, IDisposable
{
    private readonly Target _target;
    private readonly bool _packs;
    private readonly AuthenticationHeaderValue? _login;
    private readonly HttpLink _link;

    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A secret is none that can be sent.</exception>
    public HttpWriter(InfluxSinkOptions options, TimeProvider clock)
    {
        (_target, _packs, _login) = (Target.Of(options), options.Gzip, Login.Of(options));
        _link = new HttpLink(_target.Server, options.Timeout.TimeSpan, clock);
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
        new Answer(await PostAsync(lines, stop).ConfigureAwait(false)).Verdict(_target);

    public void Dispose() => _link.Dispose();

    private async Task<HttpAnswer> PostAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _target.Write) { Content = Content(lines) };
        request.Headers.Authorization = _login;
        try
        {
            return await _link.SendAsync(request, stop).ConfigureAwait(false);
        }
        catch (HttpFailure failure)
        {
            throw failure.OfSink();
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
}
