using StreamGuard.Plugins.Analyst.Asking;

namespace StreamGuard.Plugins.Analyst.Tests.Asking;

public class ChatTests
{
    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080/v1/chat/completions")]
    [InlineData("http://localhost:8080/", "http://localhost:8080/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://host/openai/v3/", "https://host/openai/v3/chat/completions")]
    [InlineData("https://host/v1/chat/completions?api-version=2", "https://host/v1/chat/completions?api-version=2")]
    [InlineData("https://host/deployments/x?api-version=2", "https://host/deployments/x/chat/completions?api-version=2")]
    public void Questions_go_behind_what_was_written(string endpoint, string url) => Assert.Equal(url, Chat.UrlOf(endpoint).ToString());

    [Theory]
    [InlineData("abc xyz")]
    [InlineData("grün")]
    [InlineData("a\r\nX-Other: b")]
    public void A_key_that_cannot_be_sent_is_told_without_it(string key)
    {
        var cause = Assert.Throws<InvalidOperationException>(() => new Chat(new AnalyzeOptions { Endpoint = "http://localhost", Key = new() { Text = key } }, TimeProvider.System));

        Assert.DoesNotContain(key, cause.Message, StringComparison.Ordinal);
    }
}
