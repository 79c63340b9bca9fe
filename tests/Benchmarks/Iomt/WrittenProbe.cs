using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamGuard.Benchmarks.Iomt;

/// <summary>
/// Stands between the program and a server that takes line protocol, hands every request on, and notes when the server
/// has confirmed each point, told by its field source_offset.
/// </summary>
internal sealed class WrittenProbe : IDisposable
{
    private static readonly byte[] Offset = "source_offset="u8.ToArray();
    private static readonly byte[] Points = "iomt_traffic,"u8.ToArray();

    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly string _server;
    private readonly long[] _confirmed;
    private readonly byte[] _marked;
    private long _written;

    /// <param name="server">Where the server listens.</param>
    /// <param name="points">How many points there may be.</param>
    /// <param name="mark">Points with this text in them are told from others.</param>
    public WrittenProbe(string server, int points, string mark)
    {
        (_server, _confirmed, _marked) = (server, new long[points], System.Text.Encoding.UTF8.GetBytes(mark));
        Url = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Points that were confirmed, each once.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Number of the first point with the mark; -1 while there is none.</summary>
    public int FirstMarked { get; private set; } = -1;

    /// <summary>When a point was confirmed, in ticks of the stopwatch; 0 while it is not.</summary>
    public long ConfirmedAt(int point) => Interlocked.Read(ref _confirmed[point]);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        using var answer = await _client.PostAsync(_server + context.Request.RawUrl, content);
        var now = Stopwatch.GetTimestamp();
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.Close();
        if (answer.IsSuccessStatusCode) Note(body.GetBuffer().AsSpan(0, (int)body.Length), now);
    }

    private void Note(ReadOnlySpan<byte> lines, long now)
    {
        while (!lines.IsEmpty)
        {
            var end = lines.IndexOf((byte)'\n');
            var line = end < 0 ? lines : lines[..end];
            if (line.StartsWith(Points)) NotePoint(line, now);
            lines = end < 0 ? [] : lines[(end + 1)..];
        }
    }

    private void NotePoint(ReadOnlySpan<byte> line, long now)
    {
        var digits = line[(line.IndexOf(Offset) + Offset.Length)..];
        var point = int.Parse(digits[..digits.IndexOf((byte)'i')]);
        if (Interlocked.CompareExchange(ref _confirmed[point], now, 0) != 0) return;
        if (FirstMarked < 0 && line.IndexOf(_marked) >= 0) FirstMarked = point;
        Interlocked.Increment(ref _written);
    }
}
