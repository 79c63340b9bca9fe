using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>That everybody can use the page, with what the program itself serves.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PageAccessTests(Chromium browser) : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.StartAsync();
        var pipeline = _rig.Host.Add("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        _rig.Host.Add("bad.yaml", PagePipelines.Refusing("bad", _rig.Host.Folder.Path));
        await HostRig.Until(pipeline, HostedState.Running);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Nothing_is_fetched_from_elsewhere_and_nothing_could_be()
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig");
        await page.UntilAsync("document.querySelectorAll('.chart canvas').length === 2");
        await page.ClickAsync("section[aria-label=Alerts] summary");
        await page.UntilTextAsync(".opened h4", "of readings");

        Assert.All(page.Requests, request => Assert.StartsWith(_rig.Address, request, StringComparison.Ordinal));
        Assert.Empty(page.Problems);
        var refused = await page.EvaluateAsync("""
            new Promise((resolve) => {
              document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
              fetch('http://localhost:1/').catch(() => {});
            })
            """);
        Assert.Equal("connect-src", refused.GetString());
        var inline = await page.EvaluateAsync("(() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.head.append(script); return window.ran === true; })()");
        Assert.False(inline.GetBoolean());
    }

    [ChromiumTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Texts_can_be_read_and_all_that_can_be_used_has_a_name(string scheme)
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig/readings", page => page.PreferAsync(scheme));
        await page.UntilTextAsync(".component h3", "readings");
        await page.ClickAsync(".tap button", "Look");
        await page.UntilAsync("document.querySelectorAll('.tap tbody tr').length > 0");
        await page.ClickAsync("section[aria-label=Alerts] summary");
        await page.UntilTextAsync(".opened h4", "of readings");

        var faint = await page.EvaluateAsync(PageChecks.Faint);
        var tree = (await page.AskAsync("Accessibility.getFullAXTree")).GetProperty("nodes").EnumerateArray()
            .Where(node => !node.GetProperty("ignored").GetBoolean()).Select(node => (Role: node.GetProperty("role").GetProperty("value").GetString()!, Name: node.TryGetProperty("name", out var name) ? name.GetProperty("value").GetString() ?? "" : "")).ToList();

        Assert.Equal(scheme, (await page.EvaluateAsync("document.documentElement.dataset.theme")).GetString());
        Assert.True(faint.GetArrayLength() == 0, faint.ToString());
        Assert.All(tree.Where(node => node.Role is "button" or "link" or "combobox" or "region" or "navigation" or "DisclosureTriangle"), node => Assert.NotEqual("", node.Name));
        foreach (var role in new[] { "banner", "navigation", "main" }) Assert.Single(tree, node => node.Role == role);
        Assert.Equal(1, (await page.EvaluateAsync("document.querySelectorAll('h1').length")).GetInt32());
        Assert.Equal("en", (await page.EvaluateAsync("document.documentElement.lang")).GetString());
    }

    [ChromiumFact]
    public async Task The_keyboard_goes_through_it_in_order_and_opens_a_component()
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig");
        await page.UntilAsync("document.querySelectorAll('.part').length === 4");

        var order = new List<string>();
        while (order.Count < 40 && order.LastOrDefault() != "part")
        {
            await page.PressAsync("Tab");
            order.Add((await page.EvaluateAsync("(() => { const at = document.activeElement; return at.matches('.part') ? 'part' : at.matches('.skip') ? 'skip' : at.closest('header') ? 'header' : at.closest('nav') ? 'nav' : at.closest('.actions') ? 'actions' : at.tagName; })()")).GetString()!);
        }

        Assert.Equal(["skip", "header", "nav", "actions", "part"], order.Where((each, i) => i == 0 || each != order[i - 1]));
        var outline = await page.EvaluateAsync("getComputedStyle(document.activeElement.querySelector('.box')).strokeWidth");
        await page.PressAsync("Enter");
        await page.UntilTextAsync(".component h3", "readings");

        Assert.Equal("3.5px", outline.GetString());
    }

    [ChromiumFact]
    public async Task Whoever_wants_no_motion_has_none()
    {
        await using var page = await browser.OpenAsync($"{_rig.Address}/#/rig");
        await page.UntilAsync("document.querySelectorAll('.part .bar').length > 0");
        const string Moves = "[...document.querySelectorAll('body *')].filter((each) => { const style = getComputedStyle(each); return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'; }).length";

        var before = (await page.EvaluateAsync(Moves)).GetInt32();
        await page.PreferAsync(motion: "reduce");
        await page.UntilAsync($"{Moves} === 0");

        Assert.NotEqual(0, before);
    }

    [ChromiumFact]
    public async Task Colours_are_those_of_the_system_until_somebody_chooses()
    {
        await using var page = await browser.OpenAsync(_rig.Address, page => page.PreferAsync("dark"));

        await page.UntilAsync("document.documentElement.dataset.theme === 'dark'");
        await page.PreferAsync("light");
        await page.UntilAsync("document.documentElement.dataset.theme === 'light'");
        await page.ClickAsync("header button");
        await page.UntilAsync("document.documentElement.dataset.theme === 'dark'");
        await page.AskAsync("Page.reload");
        await page.UntilAsync("document.querySelector('.live.on') && document.documentElement.dataset.theme === 'dark'");
    }
}
