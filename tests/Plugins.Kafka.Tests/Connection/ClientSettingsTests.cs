using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Connection;

public class ClientSettingsTests
{
    private static readonly Dictionary<string, string> Taken = new() { ["linger.ms"] = "Write linger." };

    private static readonly Dictionary<string, string> None = [];

    [NativeFact]
    public void Settings_that_the_library_takes_are_fine() =>
        Assert.Empty(Check(("socket.keepalive.enable", "true"), ("partitioner", "murmur2")).Problems.All);

    [NativeFact]
    public void A_misspelt_setting_is_told_with_the_one_that_was_meant()
    {
        var problem = Assert.Single(Check(("socket.keepalive.enabel", "true")).Problems.All);

        Assert.Equal((Codes.Setting, "librdkafka has no setting 'socket.keepalive.enabel'."), (problem.Code, problem.Message));
        Assert.Equal("socket.keepalive.enable", problem.Hint);
    }

    [NativeFact]
    public void A_value_that_the_library_does_not_take_is_told_in_its_words()
    {
        var problem = Assert.Single(Check(("socket.timeout.ms", "soon")).Problems.All);

        Assert.Equal(Codes.Setting, problem.Code);
        Assert.Contains("socket.timeout.ms", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linger.ms", "Write linger.")]
    [InlineData("bootstrap.servers", "Write them under brokers.")]
    public void What_an_option_decides_is_refused_with_the_option(string name, string hint)
    {
        var problem = Assert.Single(Check((name, "5")).Problems.All);

        Assert.Equal((Codes.Setting, hint), (problem.Code, problem.Hint));
    }

    [Fact]
    public void A_secret_in_the_file_is_refused_and_not_shown()
    {
        var problem = Assert.Single(Check(("sasl.password", "s3cret")).Problems.All);

        Assert.Equal(Codes.SecretInFile, problem.Code);
        Assert.DoesNotContain("s3cret", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_comes_from_the_environment_or_a_file()
    {
        var binder = new TestBinder();
        binder.Variables.Add("settings.sasl.password");

        Assert.Empty(Check(binder, ("sasl.password", "s3cret"), ("ssl.key.password_file", "/run/secrets/key")).Problems.All);
    }

    [Fact]
    public void A_client_has_the_settings_of_the_file_between_defaults_and_what_the_component_decides()
    {
        var settings = ClientSettings.Of(
            Connection(("a", "file"), ("b", "file")),
            new Dictionary<string, string> { ["a"] = "default", ["c"] = "default" },
            new Dictionary<string, string> { ["b"] = "own" });

        Assert.Equal(("file", "own", "default", "one:9092,two:9092"), (settings["a"], settings["b"], settings["c"], settings["bootstrap.servers"]));
    }

    [Fact]
    public void A_client_has_the_secret_that_a_file_holds()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["password"], "s3cret\n");

        var settings = ClientSettings.Of(Connection(("sasl.password_file", folder["password"])), None, None);

        Assert.Equal("s3cret", settings["sasl.password"]);
        Assert.DoesNotContain("sasl.password_file", settings.Keys);
    }

    private static TestBinder Check(params (string, string)[] settings) => Check(new TestBinder(), settings);

    private static TestBinder Check(TestBinder binder, params (string, string)[] settings)
    {
        ClientSettings.Check(new SinkBinding(binder, new Schema([]), delivery: null), Connection(settings), Taken);
        return binder;
    }

    private static Options Connection(params (string Name, string Value)[] settings) =>
        new() { Brokers = ["one:9092", "two:9092"], Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) };

    private sealed record Options : KafkaConnection;
}
