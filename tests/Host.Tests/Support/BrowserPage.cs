using System.Collections.Concurrent;
using System.Text.Json;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A tab of <see cref="Chromium"/>.</summary>
internal sealed class BrowserPage(Chromium browser, string session, string context) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _problems = [];
    private readonly ConcurrentQueue<string> _requests = [];

    /// <summary>Errors that the page's scripts threw or logged, and what its policy refused.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Addresses that it asked for anything.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public Task<JsonElement> AskAsync(string method, object? parameters = null) => browser.AskAsync(method, parameters ?? new { }, session);

    /// <summary>The value of an expression; of a promise, what it comes to.</summary>
    /// <exception cref="InvalidOperationException">It throws.</exception>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await AskAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true });
        if (answer.TryGetProperty("exceptionDetails", out var thrown)) throw new InvalidOperationException($"{expression}: {thrown.GetRawText()}");
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<string> TextAsync(string selector) => (await EvaluateAsync($"document.querySelector({Quoted(selector)})?.innerText ?? ''")).GetString()!;

    /// <summary>Waits until an expression is true.</summary>
    /// <exception cref="TimeoutException">It was not in a minute; says what the page had.</exception>
    public async Task UntilAsync(string expression)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await HoldsAsync(expression))
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"{expression} did not come about. The page has: {await TextAsync("body")}\n{string.Join('\n', Problems)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until an element has a text.</summary>
    public Task UntilTextAsync(string selector, string text) => UntilAsync($"[...document.querySelectorAll({Quoted(selector)})].some((each) => each.textContent.includes({Quoted(text)}))");

    /// <summary>Clicks the first element that a selector finds, of those with a text.</summary>
    public async Task ClickAsync(string selector, string text = "")
    {
        var found = $"[...document.querySelectorAll({Quoted(selector)})].find((each) => each.textContent.includes({Quoted(text)}))";
        await UntilAsync($"!!{found}");
        await EvaluateAsync($"{found}.click()");
    }

    /// <summary>Presses a key, as a person would.</summary>
    public async Task PressAsync(string key)
    {
        var text = key == "Enter" ? "\r" : "";
        await AskAsync("Input.dispatchKeyEvent", new { type = "keyDown", key, code = key, windowsVirtualKeyCode = Code(key), text });
        await AskAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = Code(key) });
    }

    public Task SizeAsync(int width, int height) => AskAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 700 });

    /// <summary>What the person has chosen in the system.</summary>
    public Task PreferAsync(string scheme = "light", string motion = "no-preference") =>
        AskAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme }, new { name = "prefers-reduced-motion", value = motion } } });

    public async ValueTask DisposeAsync() => await browser.AskAsync("Target.disposeBrowserContext", new { browserContextId = context });

    /// <summary>Where its downloads go.</summary>
    public Task DownloadToAsync(string folder) => browser.AskAsync("Browser.setDownloadBehavior", new { behavior = "allow", browserContextId = context, downloadPath = folder });

    internal void Take(string method, JsonElement what)
    {
        if (method == "Network.requestWillBeSent") _requests.Enqueue(what.GetProperty("request").GetProperty("url").GetString()!);
        else if (method == "Runtime.exceptionThrown") _problems.Enqueue(what.GetRawText());
        else if (method == "Runtime.consoleAPICalled" && what.GetProperty("type").GetString() is "error" or "warning") _problems.Enqueue(what.GetRawText());
        else if (method == "Log.entryAdded" && what.GetProperty("entry").GetProperty("level").GetString() == "error") _problems.Enqueue(what.GetRawText());
    }

    private static int Code(string key) => key switch { "Tab" => 9, "Enter" => 13, "Escape" => 27, _ => 0 };

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private async Task<bool> HoldsAsync(string expression)
    {
        try
        {
            return (await EvaluateAsync($"!!({expression})")).ValueKind == JsonValueKind.True;
        }
        catch (InvalidOperationException)
        {
            // Not there yet.
            return false;
        }
    }
}
