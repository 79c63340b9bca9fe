using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StreamGuard.Http.Support;

/// <summary>A request as it came.</summary>
internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The lines of its body.</summary>
    public IReadOnlyList<string> Lines { get; } = Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What is answered; those without a status are no answers.</summary>
internal sealed record Reply(int Status, string Body = "", string Headers = "")
{
    public static Reply Written { get; } = new(204);

    /// <summary>The connection is torn down.</summary>
    public static Reply Reset { get; } = new(0);

    /// <summary>Nothing comes for as long as the server is there.</summary>
    public static Reply Silence { get; } = new(0);

    /// <summary>What comes is no HTTP.</summary>
    public static Reply Garbage { get; } = new(0, "SSH-2.0-OpenSSH_9.2\r\n");

    /// <summary>The beginning of an answer, and then nothing for as long as the server is there.</summary>
    public static Reply Half { get; } = new(0, "HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\n{\"choices\":");
}

/// <summary>A server in this process, on a free port of its own, that answers as it is told.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Request> _requests = [];

    private readonly X509Certificate2? _certificate;

    /// <param name="isGuarded">It speaks https, with a certificate that it made itself.</param>
    public FakeServer(bool isGuarded = false)
    {
        if (isGuarded) _certificate = NewCertificate();
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    /// <summary>Answers a request with a body; one without, which asks whether any would be taken, is taken.</summary>
    public Func<Request, Reply> Answer { get; set; } = _ => Reply.Written;

    /// <summary>Requests with a body, in order.</summary>
    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>The lines of those.</summary>
    public IEnumerable<string> Lines => Requests.SelectMany(request => request.Lines);

    /// <summary>An address that nobody listens at.</summary>
    public static string Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var guarded = new SslStream(stream);
                await guarded.AuthenticateAsServerAsync(_certificate);
                stream = guarded;
            }

            while (await ReadAsync(stream) is { } request)
            {
                if (request.Body.Length > 0)
                    lock (_requests) _requests.Add(request);
                var reply = request.Body.Length > 0 ? Answer(request) : Reply.Written;
                if (ReferenceEquals(reply, Reply.Silence)) await Task.Delay(Timeout.Infinite, _closing.Token);
                if (reply.Status == 0 && reply.Body.Length > 0)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(reply.Body));
                    if (ReferenceEquals(reply, Reply.Half)) await Task.Delay(Timeout.Infinite, _closing.Token);
                    return;
                }

                if (ReferenceEquals(reply, Reply.Reset))
                {
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }

                var body = Encoding.UTF8.GetBytes(reply.Body);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} x\r\nContent-Length: {body.Length}\r\n{reply.Headers}\r\n"));
                await stream.WriteAsync(body);
            }
        }
    }

    private static async Task<Request?> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        var text = headers.GetValueOrDefault("Content-Encoding") == "gzip" ? Unpacked(body) : Encoding.UTF8.GetString(body);
        return new Request(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, text);
    }

    private static string Unpacked(byte[] body)
    {
        using var unpacking = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacking, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
