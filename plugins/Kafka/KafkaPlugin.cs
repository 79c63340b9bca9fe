using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka;

/// <summary>Topics of Kafka clusters, read and written by librdkafka in this process.</summary>
public sealed class KafkaPlugin : IPlugin
{
    public void Register(IComponents components)
    {
    }
}
