using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>A Chromium without a window that has the page open all the time.</summary>
internal sealed class Browser : IDisposable
{
    private readonly Process _process;
    private readonly int _port;

    private Browser(Process process, int port) => (_process, _port) = (process, port);

    /// <summary>Null where there is none on this machine.</summary>
    public static Browser? Open(string folder, Uri page)
    {
        if (!File.Exists("/usr/bin/chromium")) return null;
        var port = FreePort.Take();
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec chromium --headless=new --no-sandbox --disable-gpu --enable-precise-memory-info --user-data-dir=chromium --remote-debugging-port={port} {page} >chromium.log 2>&1"]) { WorkingDirectory = folder };
        return new Browser(Process.Start(start)!, port);
    }

    /// <summary>What an expression is on the page, as text.</summary>
    public async Task<string> AskAsync(string expression)
    {
        using var http = new HttpClient();
        using var targets = JsonDocument.Parse(await http.GetStringAsync($"http://127.0.0.1:{_port}/json").ConfigureAwait(false));
        var page = targets.RootElement.EnumerateArray().First(target => target.GetProperty("type").GetString() == "page");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!), default).ConfigureAwait(false);
        var request = JsonSerializer.Serialize(new { id = 1, method = "Runtime.evaluate", @params = new { expression = $"String({expression})" } });
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), WebSocketMessageType.Text, endOfMessage: true, default).ConfigureAwait(false);
        var buffer = new byte[1 << 20];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), default).ConfigureAwait(false);
            length += part.Count;
            if (part.EndOfMessage) break;
        }

        using var answer = JsonDocument.Parse(buffer.AsMemory(0, length));
        return answer.RootElement.GetProperty("result").GetProperty("result").GetProperty("value").GetString()!;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
