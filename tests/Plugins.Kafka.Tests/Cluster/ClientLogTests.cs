using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Tests.Cluster;

public class ClientLogTests
{
    private readonly ClientLog _log = new(new Dictionary<string, string> { ["bootstrap.servers"] = "one:9092" });

    [Fact]
    public void Trouble_is_the_reason_of_the_broker_and_not_that_all_are_down()
    {
        _log.OnError(new Error(ErrorCode.Local_Transport, "one:9092: Connection refused"));
        _log.OnError(new Error(ErrorCode.Local_AllBrokersDown, "1/1 brokers are down"));

        Assert.Equal("no answer from the brokers at one:9092: one:9092: Connection refused", _log.Trouble);
    }

    [Fact]
    public void An_answer_ends_what_was_said_before()
    {
        _log.OnError(new Error(ErrorCode.Local_Transport, "Connection refused"));

        _log.Answered();

        Assert.Equal("the brokers at one:9092 have not confirmed 3 messages yet", _log.Waiting(3));
    }

    [Fact]
    public void A_client_that_is_not_let_in_is_told_from_one_that_finds_nobody()
    {
        _log.OnError(new Error(ErrorCode.Local_Authentication, "SASL authentication error: Authentication failed"));

        Assert.True(_log.IsRefused);
        Assert.StartsWith("the brokers at one:9092 do not let this client in", _log.Trouble, StringComparison.Ordinal);
    }
}
