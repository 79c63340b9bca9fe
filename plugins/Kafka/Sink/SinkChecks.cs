using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>Where a sink's options lead in the schema of its rows.</summary>
/// <param name="Topic">Column that names the topic; -1 for none.</param>
/// <param name="Key">Columns of the key.</param>
/// <param name="Headers">Names and columns of headers.</param>
internal sealed record SinkColumns(int Topic, IReadOnlyList<int> Key, IReadOnlyList<(string Name, int Column)> Headers);

/// <summary>Checks the options of a sink against its input.</summary>
internal static class SinkChecks
{
    public static SinkColumns Columns(SinkBinding binding, KafkaSinkOptions options)
    {
        var topic = options.TopicColumn is { } name
            ? binding.RequireColumn("topic_column", name, binding.Input, type => type.Kind == Kind.String, "a text")
            : -1;
        var key = options.Key.Select((column, i) => binding.RequireColumn($"key[{i}]", column, binding.Input)).ToList();
        var headers = options.Headers.Select(header => (header.Key, binding.RequireColumn($"headers.{header.Key}", header.Value, binding.Input))).ToList();
        return new SinkColumns(topic, key, headers);
    }

    /// <summary>What the sink guarantees, and reports what stands in the way of what is asked for.</summary>
    public static Delivery Delivery(SinkBinding binding, KafkaSinkOptions options)
    {
        var weak = options.Acks != KafkaAcks.All ? "acks" : options.Idempotence ? null : "idempotence";
        if (options.Acks != KafkaAcks.All && options.Idempotence && binding.Delivery != Contracts.Delivery.ExactlyOnce)
            binding.Error(Codes.Delivery, "acks", "A message is kept once only where all brokers in sync have it.", "Leave out acks, or write idempotence: false.");
        if (binding.Delivery == Contracts.Delivery.ExactlyOnce && weak is not null)
            binding.Error(Codes.Delivery, weak, $"exactly_once needs acks: all and idempotence.", $"Leave out {weak}, or write delivery: at_least_once.");
        var delivery = binding.Delivery ?? (weak is null ? Contracts.Delivery.ExactlyOnce : Contracts.Delivery.AtLeastOnce);
        binding.Guarantees(delivery, delivery == Contracts.Delivery.ExactlyOnce
            ? "visible at the next checkpoint, to consumers that read committed messages"
            : "sent at once");
        return delivery;
    }

    public static void Settings(SinkBinding binding, KafkaSinkOptions options) =>
        ClientSettings.Check(binding, options, ProducerSettings.Taken);
}
