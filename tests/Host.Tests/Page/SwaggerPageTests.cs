using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Page;

/// <summary>The page that shows the API, of a host that asks for a token.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SwaggerPageTests(Chromium browser) : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";

    private readonly HttpRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync(Token);

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [ChromiumFact]
    public async Task Asks_for_the_token_says_when_it_is_wrong_and_sends_the_right_one_with_each_request()
    {
        await HostRig.Until(_rig.Host.Add("rig.yaml", PagePipelines.Alerting("rig", _rig.Host.Folder.Path)), HostedState.Running);
        await using var page = await browser.OpenAsync($"{_rig.Address}/swagger");

        await page.UntilAsync("document.activeElement.name === 'token'");
        await page.AskAsync("Input.insertText", new { text = "wrong" });
        await page.PressAsync("Enter");
        await page.UntilTextAsync("[role=alert]", "This is not its token");
        await page.EvaluateAsync("document.activeElement.select()");
        await page.AskAsync("Input.insertText", new { text = Token });
        await page.PressAsync("Enter");
        await page.ClickAsync("#operations-pipelines-pipelines .opblock-summary-control");
        await page.ClickAsync(".try-out button", "Try it out");
        await page.ClickAsync("button.execute", "Execute");
        await page.UntilTextAsync(".live-responses-table .response-col_status", "200");
        await page.UntilTextAsync(".live-responses-table .response-col_description", "rig");

        Assert.True((await page.EvaluateAsync("document.querySelector('#token').hidden")).GetBoolean());
        Assert.All(page.Requests.Where(request => !request.StartsWith("data:", StringComparison.Ordinal)), request => Assert.StartsWith(_rig.Address, request, StringComparison.Ordinal));
        Assert.DoesNotContain(Token, string.Join(' ', page.Requests), StringComparison.Ordinal);
    }
}
