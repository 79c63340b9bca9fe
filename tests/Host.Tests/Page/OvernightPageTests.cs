using System.Globalization;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>A page that is left open: in the background, through a night, and while the host restarts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class OvernightPageTests(Chromium browser) : IAsyncLifetime
{
    // The live stream is the page's own, with what the host said first, told again as often as wanted, a second later each time.
    private const string Feed = """
        const ask = window.fetch;
        window.isHidden = false;
        Object.defineProperty(Document.prototype, 'hidden', { get: () => window.isHidden });
        window.fetch = async (path, options) => {
          if (path !== '/api/live') return ask(path, options);
          const reader = (await ask(path, options)).body.pipeThrough(new TextDecoderStream()).getReader();
          let text = '';
          while (!text.includes('\n\n')) text += (await reader.read()).value;
          reader.cancel();
          const first = JSON.parse(text.slice(6, text.indexOf('\n\n')));
          let at = Date.parse(first.at);
          let push;
          const fed = new ReadableStream({ start: (controller) => { push = (text) => controller.enqueue(new TextEncoder().encode(text)); } }, new CountQueuingStrategy({ highWaterMark: 1000 }));
          window.feed = async (seconds) => {
            for (let i = 0; i < seconds; i++) {
              at += 1000;
              for (const pipeline of first.pipelines) { pipeline.alerts++; pipeline.letters++; }
              push(`data: ${JSON.stringify({ ...first, at: new Date(at).toISOString() })}\n\n`);
              if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
            }
            return at;
          };
          window.feed(1);
          return new Response(fed, { headers: { 'Content-Type': 'text/event-stream' } });
        };
        """;

    private const string Shown = "document.querySelector('.live time')?.textContent";

    private readonly HttpRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.StartAsync();
        var pipeline = _rig.Host.Add("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);
        await HostRig.Until(() => pipeline.Recent.Alerts.Seen > 200);
        // What the night brings is made by the test.
        Assert.True((await pipeline.PauseAsync()).Done);
        await pipeline.ResumeAsync();
        await HostRig.Until(pipeline, HostedState.Running);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Through_a_night_in_the_background_it_draws_nothing_and_keeps_no_more_than_minutes()
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig", page => page.AskAsync("Page.addScriptToEvaluateOnNewDocument", new { source = Feed }));
        await page.UntilAsync($"window.feed && {Shown}");

        // So much that all that is bounded is full.
        await FeedAsync(page, 2_000);
        var (heap, nodes) = await MemoryAsync(page);
        await page.EvaluateAsync("window.isHidden = true; document.dispatchEvent(new Event('visibilitychange'))");
        var before = (await page.EvaluateAsync(Shown)).GetString();
        await page.EvaluateAsync("window.feed(12 * 3600)");
        await page.EvaluateAsync("new Promise((resolve) => setTimeout(resolve, 200))");
        var inBackground = (await page.EvaluateAsync(Shown)).GetString();
        await FeedAsync(page, 1, show: true);
        var (heapAfter, nodesAfter) = await MemoryAsync(page);

        Assert.Equal(before, inBackground);
        Assert.InRange(heapAfter, 0, heap + 3_000_000);
        Assert.InRange(nodesAfter, 0, (nodes * 2) + 500);
        Assert.Empty(page.Problems);
    }

    [ChromiumFact]
    public async Task When_the_host_restarts_it_says_so_and_goes_on_by_itself()
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig");
        await page.UntilTextAsync("summary", "is <b>large</b>");
        await page.ClickAsync(".tap button", "Look");
        await page.UntilAsync("document.querySelectorAll('.tap tbody tr').length > 0");
        await page.EvaluateAsync("window.isSame = true");
        var port = new Uri(_rig.Address).Port;

        await _rig.StopAsync();
        await page.UntilTextAsync(".banner", "Trying again");
        await page.UntilAsync("document.querySelector('.live.off')");
        await _rig.StartAsync(port: port);
        await page.UntilAsync("document.querySelector('.live.on') && !document.querySelector('.shell').previousElementSibling.matches('.banner')");
        var at = (await page.EvaluateAsync(Shown)).GetString();
        await page.UntilAsync($"{Shown} !== '{at}' && document.querySelectorAll('.tap tbody tr').length > 0");
        await page.UntilTextAsync("summary", "is <b>large</b>");

        Assert.True((await page.EvaluateAsync("window.isSame")).GetBoolean(), "the page was loaded again");
    }

    /// <summary>Lets so many seconds pass, and waits until the page shows the last.</summary>
    private static async Task FeedAsync(BrowserPage page, int seconds, bool show = false)
    {
        var at = await page.EvaluateAsync($"window.feed({seconds.ToString(CultureInfo.InvariantCulture)})");
        if (show) await page.EvaluateAsync("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))");
        await page.UntilAsync($"{Shown}.endsWith(new Intl.DateTimeFormat('en-GB', {{ hour: '2-digit', minute: '2-digit', second: '2-digit' }}).format(new Date({at.GetInt64().ToString(CultureInfo.InvariantCulture)})))");
    }

    private static async Task<(long Heap, long Nodes)> MemoryAsync(BrowserPage page)
    {
        await page.AskAsync("HeapProfiler.collectGarbage");
        var heap = await page.AskAsync("Runtime.getHeapUsage");
        var counters = await page.AskAsync("Memory.getDOMCounters");
        return ((long)heap.GetProperty("usedSize").GetDouble(), counters.GetProperty("nodes").GetInt64());
    }
}
