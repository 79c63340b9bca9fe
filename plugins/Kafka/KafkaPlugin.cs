using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka;

/// <summary>Topics of Kafka clusters, read and written by librdkafka in this process.</summary>
public sealed class KafkaPlugin : IPlugin
{
    public void Register(IComponents components)
    {
        components.Source<KafkaSourceOptions>("kafka", options => new KafkaSource(options));
        components.Sink<KafkaSinkOptions>("kafka", options => new KafkaSink(options));
    }
}
