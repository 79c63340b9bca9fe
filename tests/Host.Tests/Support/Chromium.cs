using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using StreamGuard.Host.Http.Page;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A test of the page in a browser; skipped where there is none, or where the program was built without its page.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Absence;
}

/// <summary>The same for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = Chromium.Absence;
}

/// <summary>A Chromium without a window, driven by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol).</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly Dictionary<string, BrowserPage> _pages = [];
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private int _last;

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Absence { get; } =
        Program() is null ? "there is no chromium: Debian has it in the package chromium" : PageFiles.All.Count == 0 ? "the program was built without its page" : null;

    public async Task InitializeAsync()
    {
        if (Absence is not null) return;
        // As root it has no sandbox; it shows nothing but what this process serves.
        string[] arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0", $"--user-data-dir={_folder.Path}", "about:blank"];
        _process = Process.Start(new ProcessStartInfo(Program()!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await _socket.ConnectAsync(await AddressAsync(), CancellationToken.None);
        _reading = ReadAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
            await _reading;
        }

        _socket.Dispose();
        _writing.Dispose();
        _folder.Dispose();
    }

    /// <summary>Opens a tab of its own, with nothing remembered of others.</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="prepare">Done before it goes there.</param>
    internal async Task<BrowserPage> OpenAsync(string url, Func<BrowserPage, Task>? prepare = null)
    {
        var context = (await AskAsync("Target.createBrowserContext", new { })).GetProperty("browserContextId").GetString()!;
        var target = (await AskAsync("Target.createTarget", new { url = "about:blank", browserContextId = context })).GetProperty("targetId").GetString()!;
        var session = (await AskAsync("Target.attachToTarget", new { targetId = target, flatten = true })).GetProperty("sessionId").GetString()!;
        var page = new BrowserPage(this, session, context);
        lock (_lock) _pages[session] = page;
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network", "Accessibility" }) await page.AskAsync($"{domain}.enable");
        // One behind another tab would draw when it likes.
        await page.AskAsync("Page.bringToFront");
        if (prepare is not null) await prepare(page);
        await page.AskAsync("Page.navigate", new { url });
        return page;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">The browser refuses it.</exception>
    internal async Task<JsonElement> AskAsync(string method, object parameters, string? session = null)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref _last);
        lock (_lock) _asked[id] = answer;
        var message = new Dictionary<string, object> { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) message["sessionId"] = session;
        await _writing.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(Longest);
    }

    private static string? Program() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>It writes where it listens into a file of its folder: the port, and a path.</summary>
    private async Task<Uri> AddressAsync()
    {
        var file = _folder["DevToolsActivePort"];
        string[] lines = [];
        await HostRig.Until(() =>
        {
            if (_process!.HasExited) throw new InvalidOperationException($"chromium ended with {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}");
            if (File.Exists(file)) lines = File.ReadAllLines(file);
            return lines.Length == 2;
        });
        return new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}");
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) break;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Take(JsonDocument.Parse(message.ToArray()).RootElement);
                message.SetLength(0);
            }
        }
        catch (WebSocketException)
        {
            // It has been ended.
        }

        lock (_lock)
            foreach (var asked in _asked.Values) asked.TrySetException(new InvalidOperationException("chromium has ended"));
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            TaskCompletionSource<JsonElement>? asked;
            lock (_lock) _asked.Remove(id.GetInt32(), out asked);
            if (message.TryGetProperty("error", out var error)) asked?.TrySetException(new InvalidOperationException(error.GetRawText()));
            else asked?.TrySetResult(message.GetProperty("result"));
            return;
        }

        BrowserPage? page = null;
        lock (_lock)
            if (message.TryGetProperty("sessionId", out var session)) _pages.TryGetValue(session.GetString()!, out page);
        page?.Take(message.GetProperty("method").GetString()!, message.GetProperty("params"));
    }
}
