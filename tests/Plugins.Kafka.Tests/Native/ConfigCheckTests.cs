using StreamGuard.Plugins.Kafka.Native;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Native;

public class ConfigCheckTests
{
    [NativeFact]
    public void The_library_has_been_built_with_what_clusters_ask_for()
    {
        using var client = ConfigCheck.Open()!;

        var features = client.Get("builtin.features").Split(',');

        Assert.Superset(new HashSet<string> { "ssl", "sasl_plain", "sasl_scram", "sasl_oauthbearer", "gzip", "snappy", "lz4" }, features.ToHashSet());
    }

    [NativeFact]
    public void The_managed_client_is_of_the_same_library() =>
        Assert.Equal("2.15.1", Confluent.Kafka.Library.VersionString);

    [NativeFact]
    public void Names_are_those_of_clients_and_of_topics()
    {
        var names = ConfigCheck.Names();

        Assert.Contains("sasl.password", names);
        Assert.Contains("partitioner", names);
    }

    [NativeFact]
    public void A_value_that_the_library_does_not_take_is_told()
    {
        using var client = ConfigCheck.Open()!;

        Assert.Equal((Verdict.Fine, ""), client.Set("linger.ms", "5"));
        Assert.Equal(Verdict.Unknown, client.Set("lingr.ms", "5").Verdict);
        Assert.Equal(Verdict.Invalid, client.Set("linger.ms", "soon").Verdict);
    }
}
