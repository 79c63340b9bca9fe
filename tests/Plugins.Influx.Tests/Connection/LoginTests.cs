using StreamGuard.Plugins.Influx.Connection;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Connection;

public sealed class LoginTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nobody_need_be_let_in() => Assert.Null(Login.Of(Lines.Options));

    [Fact]
    public void A_token_is_sent_as_it_is() => Assert.Equal("Token abc==", Login.Of(Lines.Options with { Token = "abc==" })!.ToString());

    [Fact]
    public void Secrets_are_read_from_files_without_the_line_s_end()
    {
        var file = _folder.Write("secret", "geheim:ß\r\n");

        Assert.Equal("Basic cm9ib3Q6Z2VoZWltOsOf", Login.Of(Lines.Options with { User = "robot", PasswordFile = file })!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    public void A_token_that_cannot_be_sent_is_not_printed(string token)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Login.Of(Lines.Options with { Token = token }));

        Assert.Equal("the token is empty, or has a blank, a line break or a letter that is not ASCII", e.Message);
    }

    [Fact]
    public void Names_the_option_whose_file_is_not_there()
    {
        var e = Assert.Throws<IOException>(() => Login.Of(Lines.Options with { TokenFile = _folder["none"] }));

        Assert.StartsWith("the file of token_file cannot be read: ", e.Message, StringComparison.Ordinal);
    }
}
