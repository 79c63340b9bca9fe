using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Tests.Connection;

public class SecretsTests
{
    [Theory]
    [InlineData("sasl.password")]
    [InlineData("ssl.key.password")]
    [InlineData("ssl.key.pem")]
    [InlineData("ssl.keystore.password")]
    [InlineData("sasl.oauthbearer.client.secret")]
    [InlineData("sasl.oauthbearer.assertion.private.key.passphrase")]
    [InlineData("sasl.oauthbearer.assertion.private.key.pem")]
    public void Passwords_and_keys_are_secrets(string setting) => Assert.True(Secrets.IsSecret(setting));

    [Theory]
    [InlineData("sasl.username")]
    [InlineData("ssl.key.location")]
    [InlineData("linger.ms")]
    public void Names_paths_and_numbers_are_none(string setting) => Assert.False(Secrets.IsSecret(setting));

    [Fact]
    public void A_file_may_hold_a_secret_and_nothing_else()
    {
        Assert.Equal("sasl.password", Secrets.OfFile("sasl.password_file"));
        Assert.Null(Secrets.OfFile("linger.ms_file"));
        Assert.Null(Secrets.OfFile("sasl.password"));
    }

    [Fact]
    public void The_line_end_behind_a_secret_is_not_part_of_it()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["password"], " s3cret \n");

        Assert.Equal(" s3cret ", Secrets.Read("sasl.password_file", folder["password"]));
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var missing = Assert.Throws<IOException>(() => Secrets.Read("sasl.password_file", "/nowhere/password"));

        Assert.Contains("settings.sasl.password_file", missing.Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere/password", missing.Message, StringComparison.Ordinal);
    }
}
