using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;

namespace StreamGuard.Plugins.Kafka;

/// <summary>Topics of Kafka clusters, read and written by librdkafka in this process.</summary>
public sealed class KafkaPlugin : IPlugin
{
    public void Register(IComponents components) =>
        components.Sink<KafkaSinkOptions>("kafka", options => new KafkaSink(options));
}
