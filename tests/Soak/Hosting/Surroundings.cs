using StreamGuard.Soak.Hosting.Around;

namespace StreamGuard.Soak.Hosting;

/// <summary>What Prometheus and the browser have seen.</summary>
/// <param name="Scrapes">Scrapes that were tried; null without Prometheus.</param>
/// <param name="Answered">Those that were answered.</param>
/// <param name="SlowestScrape">Seconds.</param>
/// <param name="Heap">Managed memory of the host at its most, megabytes.</param>
/// <param name="Page">What the page shows at the end; null without a browser.</param>
/// <param name="PageHeap">Megabytes of JavaScript at the end.</param>
internal sealed record Surroundings(double? Scrapes, double? Answered, double? SlowestScrape, double? Heap, string? Page, double? PageHeap)
{
    public static async Task<Surroundings> LookAsync(Prometheus? prometheus, Browser? browser, TimeSpan lasts)
    {
        var over = $"[{(int)lasts.TotalSeconds + 600}s]";
        var (scrapes, answered, slowest, heap) = prometheus is null ? (null, null, null, null) : (
            await prometheus.AskAsync($"count_over_time(up{over})").ConfigureAwait(false),
            await prometheus.AskAsync($"sum_over_time(up{over})").ConfigureAwait(false),
            await prometheus.AskAsync($"max_over_time(scrape_duration_seconds{over})").ConfigureAwait(false),
            await prometheus.AskAsync($"max_over_time(dotnet_gc_heap_bytes{over}) / 1048576").ConfigureAwait(false));
        if (browser is null) return new Surroundings(scrapes, answered, slowest, heap, null, null);
        var page = await browser.AskAsync("document.body.innerText.replace(/\\s+/g, ' ').slice(0, 400)").ConfigureAwait(false);
        var memory = await browser.AskAsync("performance.memory.usedJSHeapSize").ConfigureAwait(false);
        return new Surroundings(scrapes, answered, slowest, heap, page, double.Parse(memory, System.Globalization.CultureInfo.InvariantCulture) / (1 << 20));
    }
}
