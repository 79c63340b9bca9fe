using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>A host with pipelines in every state.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ManyPipelinesPageTests(Chromium browser) : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.StartAsync();
        var (host, folder) = (_rig.Host, _rig.Host.Folder.Path);
        var running = Enumerable.Range(1, 5).Select(n => host.Add($"run{n}.yaml", Pipelines.Endless($"run{n}", folder, sink: $"run{n}.jsonl"))).ToList();
        var paused = host.Add("paused.yaml", Pipelines.Endless("paused", folder, sink: "paused.jsonl"));
        var finished = host.Add("finished.yaml", Pipelines.Short("finished", folder));
        var scheduled = host.Add("scheduled.yaml", Pipelines.Short("scheduled", folder) + "\nschedule: '0 2 * * *'\n");
        var failing = host.Add("failing.yaml", Pipelines.Failing("failing", folder));
        var invalid = host.Add("invalid.yaml", Pipelines.Endless("invalid", folder, sink: "invalid.jsonl").Replace("from: readings", "from: reading", StringComparison.Ordinal));
        foreach (var pipeline in running.Append(paused)) await HostRig.Until(pipeline, HostedState.Running);
        Assert.True((await paused.PauseAsync()).Done);
        await HostRig.Until(finished, HostedState.Finished);
        await HostRig.Until(scheduled, HostedState.Scheduled);
        await HostRig.Until(() => failing.Status.Failure is not null);
        await HostRig.Until(invalid, HostedState.Invalid);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Each_is_listed_with_its_state_and_says_what_is_wrong_and_what_can_be_done()
    {
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.UntilAsync("document.querySelectorAll('.list a').length === 10");
        await page.UntilTextAsync(".list p", "2 in trouble");
        await ShowsAsync(page, "paused", "paused", "Resume");
        await ShowsAsync(page, "finished", "finished", "Start");
        await ShowsAsync(page, "scheduled", "scheduled", "Run now");
        await page.UntilTextAsync(".title > .muted", "next run");
        await page.ClickAsync(".actions button", "Run now");
        await page.UntilTextAsync("[aria-label=Runs] tbody", "asked for");
        await page.UntilTextAsync("[aria-label=Runs] tbody", "finished");
        await page.SizeAsync(390, 844);
        var lines = await page.EvaluateAsync("[...document.querySelectorAll('[aria-label=Runs] .figure')].map((cell) => { const text = document.createRange(); text.selectNodeContents(cell); return new Set([...text.getClientRects()].map((part) => part.top)).size; })");
        Assert.All(lines.EnumerateArray(), count => Assert.Equal(1, count.GetInt32()));
        await page.SizeAsync(1400, 1000);
        await ShowsAsync(page, "invalid", "invalid", "Start");
        await page.UntilTextAsync(".problems", "there is no source or transform 'reading'");
        // Between waiting and starting it goes back and forth.
        await page.ClickAsync(".list a", "failing");
        await page.UntilTextAsync(".alarm pre", "no-such-file.jsonl");
        await ShowsAsync(page, "run5", "running", "Pause");

        Assert.Empty(page.Problems);
    }

    [ChromiumTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task On_a_small_screen_nothing_sticks_out_and_everything_can_be_read(string scheme)
    {
        await using var page = await browser.OpenAsync(_rig.Address, async page =>
        {
            await page.SizeAsync(390, 844);
            await page.PreferAsync(scheme);
        });

        foreach (var name in new[] { "run1", "failing", "invalid", "finished", "scheduled" })
        {
            await page.ClickAsync(".list a", name);
            await page.UntilTextAsync("h2", name);
            if (name != "invalid") await page.UntilAsync("document.querySelectorAll('.part').length === 2");
            await page.UntilAsync("(() => { const { left, right } = document.querySelector('.list [aria-current]').getBoundingClientRect(); const middle = (left + right) / 2; return middle > 0 && middle < innerWidth; })()");
            var sticksOut = await page.EvaluateAsync(PageChecks.SticksOut);
            Assert.True(sticksOut.GetArrayLength() == 0, $"{name}: {sticksOut}");
            var faint = await page.EvaluateAsync(PageChecks.Faint);
            Assert.True(faint.GetArrayLength() == 0, $"{name} in {scheme}: {faint}");
        }
    }

    private static async Task ShowsAsync(BrowserPage page, string name, string state, string action)
    {
        await page.ClickAsync(".list a", name);
        await page.UntilTextAsync("h2", name);
        await page.UntilTextAsync(".title > .state", state);
        await page.UntilTextAsync(".actions button", action);
    }
}
