using System.Text.Json;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// What librdkafka's statistics say of where partitions are fetched from (its STATISTICS.md has the fields). It reports that a
/// broker is lost where all are, and otherwise tries again in silence: this is how one of several is seen to be away.
/// </summary>
internal sealed class FetchStatistics
{
    // As which broker the client has partitions that no broker leads.
    private const int NoBroker = -1;

    private readonly Dictionary<int, (string Name, bool Answers)> _brokers = [];
    private readonly Dictionary<TopicPartition, int> _places = [];

    private FetchStatistics()
    {
    }

    /// <summary>Reads the client's JSON.</summary>
    /// <param name="json">As the client gives it.</param>
    /// <param name="patience">A broker that has not sent anything for longer, though it was asked, does not answer.</param>
    public static FetchStatistics Read(string json, TimeSpan patience)
    {
        using var document = JsonDocument.Parse(json);
        var read = new FetchStatistics();
        foreach (var broker in document.RootElement.GetProperty("brokers").EnumerateObject()) read.AddBroker(broker.Value, patience);
        foreach (var topic in document.RootElement.GetProperty("topics").EnumerateObject())
            foreach (var partition in topic.Value.GetProperty("partitions").EnumerateObject())
                read._places[new TopicPartition(topic.Name, partition.Value.GetProperty("partition").GetInt32())] = partition.Value.GetProperty("broker").GetInt32();
        return read;
    }

    /// <summary>Why nothing of a partition can be fetched for now; null where it can, or the client does not know it.</summary>
    public string? WhyAway(TopicPartition place)
    {
        if (!_places.TryGetValue(place, out var from)) return null;
        if (from == NoBroker) return "no broker that can be reached leads it";
        return _brokers.TryGetValue(from, out var broker) && broker.Answers ? null : $"broker {broker.Name ?? $"{from}"} does not answer";
    }

    private void AddBroker(JsonElement broker, TimeSpan patience)
    {
        // The coordinator of the group stands there once more, with a connection of its own.
        if (broker.GetProperty("source").ValueEquals("logical")) return;
        var id = broker.GetProperty("nodeid").GetInt32();
        if (_brokers.TryGetValue(id, out var known) && known.Answers) return;
        _brokers[id] = (broker.GetProperty("nodename").GetString()!, Answers(broker, patience));
    }

    private static bool Answers(JsonElement broker, TimeSpan patience)
    {
        // UPDATE and REAUTH are those of one that is up.
        if (broker.GetProperty("state").GetString() is not ("UP" or "UPDATE" or "REAUTH")) return false;
        var silence = TimeSpan.FromMicroseconds(broker.GetProperty("rxidle").GetInt64());
        // One that is gone without a word, its power or network, is up until a request has timed out.
        return broker.GetProperty("waitresp_cnt").GetInt64() == 0 || silence <= patience;
    }
}
