using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>A host that asks for a token.</summary>
[Collection(BrowserCollection.Name)]
public sealed class TokenPageTests(Chromium browser) : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";

    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync(Token);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task The_page_asks_for_the_token_says_when_it_is_wrong_and_goes_on_with_the_right_one()
    {
        _rig.Host.Add("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path));
        await using var page = await browser.OpenAsync(_rig.Address);

        await page.UntilAsync("document.activeElement.id === 'token'");
        await page.AskAsync("Input.insertText", new { text = "wrong" });
        await page.PressAsync("Enter");
        await page.UntilTextAsync("[role=alert]", "did not take that token");
        await page.EvaluateAsync("document.getElementById('token').select()");
        await page.AskAsync("Input.insertText", new { text = Token });
        await page.PressAsync("Enter");
        await page.UntilTextAsync("h2", "rig");
        await page.UntilTextAsync("summary", "is <b>large</b>");

        Assert.DoesNotContain(Token, string.Join(' ', page.Requests), StringComparison.Ordinal);
    }
}
