using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

public sealed class FetchStatisticsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    [Theory]
    [InlineData("UP", 60_000, 1, null)]
    [InlineData("UPDATE", 60_000, 1, null)]
    [InlineData("TRY_CONNECT", -1, 0, "broker host:9092 does not answer")]
    [InlineData("DOWN", -1, 0, "broker host:9092 does not answer")]
    [InlineData("UP", 1_600_000, 1, "broker host:9092 does not answer")]
    [InlineData("UP", 1_600_000, 0, null)]
    public void A_partition_is_away_when_the_broker_it_is_fetched_from_does_not_answer(string state, long silent, int asked, string? why)
    {
        var statistics = Read([Broker(1, "host:9092", state, silent, asked)], broker: 1);

        Assert.Equal(why, statistics.WhyAway(new TopicPartition("readings", 0)));
    }

    [Fact]
    public void A_partition_that_no_broker_leads_is_away()
    {
        var statistics = Read([Broker(1, "host:9092", "UP", 0, 0)], broker: -1);

        Assert.Equal("no broker that can be reached leads it", statistics.WhyAway(new TopicPartition("readings", 0)));
    }

    [Fact]
    public void The_connection_to_the_group_s_coordinator_says_nothing_of_partitions()
    {
        var statistics = Read([Broker(1, "host:9092", "DOWN", -1, 0), Broker(1, "host:9092", "UP", 0, 0, "logical")], broker: 1);

        Assert.Equal("broker host:9092 does not answer", statistics.WhyAway(new TopicPartition("readings", 0)));
    }

    [Fact]
    public void A_partition_the_client_does_not_know_yet_is_not_away()
    {
        var statistics = Read([Broker(1, "host:9092", "DOWN", -1, 0)], broker: 1);

        Assert.Null(statistics.WhyAway(new TopicPartition("readings", 7)));
    }

    private static FetchStatistics Read(string[] brokers, int broker) => FetchStatistics.Read($$"""
        { "name": "rdkafka#consumer-1", "brokers": { {{string.Join(", ", brokers.Select((each, i) => $"\"{i}\": {each}"))}} },
          "topics": { "readings": { "topic": "readings", "partitions": { "0": { "partition": 0, "broker": {{broker}}, "leader": {{broker}} } } } } }
        """, Patience);

    private static string Broker(int id, string name, string state, long silent, int asked, string source = "learned") =>
        $$"""{ "name": "{{name}}/{{id}}", "nodeid": {{id}}, "nodename": "{{name}}", "source": "{{source}}", "state": "{{state}}", "rxidle": {{silent}}, "waitresp_cnt": {{asked}} }""";
}
