using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>Members of a source's group that are no pipelines.</summary>
internal static class GroupMember
{
    /// <summary>One that has joined.</summary>
    /// <param name="broker">The cluster.</param>
    /// <param name="rig">Its topic and group.</param>
    /// <param name="name">A name that the next one that joins by it takes over; null for none.</param>
    /// <param name="others">Members that must be asked for messages meanwhile, so that they let it in.</param>
    public static IConsumer<MessageKey, MessageValue> Join(Broker broker, SourceRig rig, string? name, params IConsumer<MessageKey, MessageValue>[] others)
    {
        var settings = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = broker.Bootstrap,
            ["group.id"] = rig.Group,
            ["session.timeout.ms"] = "10000",
            ["heartbeat.interval.ms"] = "200",
            ["partition.assignment.strategy"] = "cooperative-sticky",
        };
        if (name is not null) settings["group.instance.id"] = name;
        var isIn = false;
        var intake = new MessageIntake(1000);
        var member = new ConsumerBuilder<MessageKey, MessageValue>(settings)
            .SetKeyDeserializer(intake)
            .SetValueDeserializer(intake)
            .SetErrorHandler((_, _) => { })
            .SetLogHandler((_, _) => { })
            .SetPartitionsAssignedHandler((_, _) => isIn = true)
            .Build();
        member.Subscribe(rig.Topic);
        while (!isIn)
        {
            member.Consume(100);
            foreach (var other in others) other.Consume(0);
        }

        return member;
    }
}
