using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>What one sees of a pipeline.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PipelinePageTests(Chromium browser) : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Each_component_is_in_the_graph_with_its_rate_and_opens()
    {
        await RunningAsync("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.UntilAsync("[...document.querySelectorAll('.part')].length === 4");
        await page.UntilAsync("[...document.querySelectorAll('.part .rate')].every((each) => each.textContent.endsWith('/s'))");
        await page.ClickAsync(".tiles dt", "In");
        await page.EvaluateAsync("document.querySelector('.part[data-name=large]').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        await page.UntilTextAsync(".component h3", "large");
        await page.UntilTextAsync(".component dd", "busy");
        await page.PressAsync("Escape");
        await page.UntilAsync("!document.querySelector('.component')");
        await page.UntilAsync("document.activeElement.dataset.name === 'large'");

        Assert.Empty(page.Problems);
    }

    [ChromiumTheory]
    [InlineData(390, 700, true)]
    [InlineData(1600, 1400, false)]
    public async Task A_component_that_opens_out_of_sight_is_brought_into_it(int width, int height, bool scrolls)
    {
        await RunningAsync("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address, page => page.SizeAsync(width, height));

        await page.UntilAsync("[...document.querySelectorAll('.part')].length === 4");
        await page.EvaluateAsync("document.querySelector('.part[data-name=large]').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        await page.UntilTextAsync(".component h3", "large");
        await page.UntilAsync("(() => { const top = document.querySelector('.component h3').getBoundingClientRect().top; return top >= 0 && top < innerHeight; })()");

        Assert.Equal(scrolls, (await page.EvaluateAsync("scrollY > 0")).GetBoolean());
    }

    [ChromiumTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task The_slow_component_is_seen_at_a_glance(string scheme)
    {
        await RunningAsync("slow.yaml", PagePipelines.Slow("slow", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address, page => page.PreferAsync(scheme));

        await page.UntilAsync("document.querySelector('.part.slow')?.dataset.name === 'matched'");
        await page.UntilTextAsync(".banner.bad a", "matched");
        var faint = await page.EvaluateAsync(PageChecks.Faint);

        Assert.True(faint.GetArrayLength() == 0, faint.ToString());
        Assert.Equal(1, (await page.EvaluateAsync("document.querySelectorAll('.part.slow').length")).GetInt32());
        Assert.Contains("the slowest", (await page.EvaluateAsync("document.querySelector('.part.slow').getAttribute('aria-label')")).GetString(), StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task An_alert_opens_with_the_rows_behind_it_and_stays_while_others_come()
    {
        await RunningAsync("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.ClickAsync("section[aria-label=Alerts] li > details > summary", "is <b>large</b>");
        await page.UntilTextAsync(".opened h4", "of readings with sensor");
        var sensor = (await page.EvaluateAsync("document.querySelector('li > details[open] summary').textContent.match(/(\\S+) is /)[1]")).GetString();
        var cells = await page.EvaluateAsync("[...document.querySelectorAll('.opened tbody tr')].map((row) => row.cells[0].textContent)");
        await page.UntilTextAsync("section[aria-label=Alerts] > p", "newer");

        Assert.All(cells.EnumerateArray(), cell => Assert.Equal(sensor, cell.GetString()));
        Assert.NotEqual(0, cells.GetArrayLength());
        Assert.Equal(0, (await page.EvaluateAsync("document.querySelectorAll('summary b b').length")).GetInt32());
        Assert.True((await page.EvaluateAsync("document.querySelectorAll('section[aria-label=Alerts] > .rows > li').length <= 50")).GetBoolean());
        Assert.Empty(page.Problems);
    }

    [ChromiumFact]
    public async Task Dead_letters_are_counted_by_reason_and_shown_as_text_or_in_hexadecimal()
    {
        var pipeline = _rig.Host.Add("bad.yaml", PagePipelines.Refusing("bad", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Finished);
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.UntilAsync("document.querySelectorAll('section[aria-label=\"Dead letters\"] tbody tr').length === 2");
        await page.ClickAsync("section[aria-label=\"Dead letters\"] button.link", "UTF-8");
        await page.UntilAsync("document.querySelectorAll('section[aria-label=\"Dead letters\"] li').length === 1");
        await page.ClickAsync("section[aria-label=\"Dead letters\"] summary", "UTF-8");
        await page.UntilTextAsync(".bytes pre", "ff fe 00 41");
        await page.ClickAsync("section[aria-label=\"Dead letters\"] summary", "UTF-8");
        await page.ClickAsync("section[aria-label=\"Dead letters\"] button.link", "UTF-8");
        await page.ClickAsync("section[aria-label=\"Dead letters\"] summary", "int");
        await page.UntilTextAsync(".bytes pre", "{\"a\": \"x\"}");
        await page.ClickAsync(".bytes button", "Hex");
        await page.UntilTextAsync(".bytes pre", "7b 22 61 22");

        Assert.Empty(page.Problems);
    }

    [ChromiumFact]
    public async Task An_edge_is_tapped_and_its_rows_saved_as_a_test_that_passes()
    {
        var pipeline = await RunningAsync("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address);
        await page.DownloadToAsync(_rig.Host.Folder["down"]);

        await page.ClickAsync(".tap button", "Look");
        await page.UntilAsync("document.querySelectorAll('.tap tbody tr').length === 50");
        await page.ClickAsync(".tap button", "Stop");
        await page.UntilAsync("!document.querySelector('.tap tbody')");
        await page.ClickAsync(".tap button", "Save as test");
        await page.UntilTextAsync(".tap [role=status]", "saved");

        var file = "";
        await HostRig.Until(() => Directory.Exists(_rig.Host.Folder["down"]) && Directory.GetFiles(_rig.Host.Folder["down"], "*.test.yaml") is [var saved] && (file = saved).Length > 0);
        var beside = _rig.Host.Folder[Path.GetFileName(file)];
        File.Move(file, beside);
        var report = await PipelineTests.RunAsync(beside, pipeline.Registry!);
        Assert.True(report.Passed, string.Join('\n', report.Problems.Concat(report.Results.SelectMany(result => result.Problems))));
        Assert.Empty(page.Problems);
    }

    [ChromiumFact]
    public async Task It_is_paused_and_resumed_from_the_page()
    {
        var pipeline = await RunningAsync("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.ClickAsync(".actions button", "Pause");
        await page.UntilTextAsync(".title > .state", "paused");
        var paused = pipeline.Status.State;
        await page.ClickAsync(".actions button", "Resume");
        await page.UntilTextAsync(".title > .state", "running");

        Assert.Equal(HostedState.Paused, paused);
        Assert.Empty(page.Problems);
    }

    private async Task<HostedPipeline> RunningAsync(string file, string text)
    {
        var pipeline = _rig.Host.Add(file, text);
        await HostRig.Until(pipeline, HostedState.Running);
        return pipeline;
    }
}
