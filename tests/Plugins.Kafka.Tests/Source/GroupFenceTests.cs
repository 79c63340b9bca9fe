using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Source;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class GroupFenceTests(Broker broker)
{
    [BrokerFact]
    public void A_member_may_commit_until_another_has_its_place()
    {
        using var rig = new SourceRig(broker);
        using var member = Join(rig);
        var fence = FenceOf(member, rig);
        fence.Joined();
        fence.RequireMember();

        using var other = Join(rig);

        var refused = Assert.Throws<RestartNeededException>(fence.RequireMember);
        Assert.StartsWith("it was out of the group for longer than session.timeout.ms, and its partitions went to other hosts", refused.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public void What_was_given_up_uncommitted_is_never_committed()
    {
        using var rig = new SourceRig(broker);
        using var member = Join(rig);
        var fence = FenceOf(member, rig);
        fence.Joined();

        fence.Break("a partition has gone");

        Assert.Equal("a partition has gone: start from the last checkpoint", Assert.Throws<RestartNeededException>(fence.RequireMember).Message);
    }

    private static GroupFence FenceOf(IConsumer<MessageKey, MessageValue> member, SourceRig rig)
    {
        var queries = new ClusterQueries(member, new DependentAdminClientBuilder(member.Handle).Build(), rig.Group, new Troubles(new FakeSourceOutput(), []), default);
        return new GroupFence(member, queries, new Dictionary<string, string> { ["group.id"] = rig.Group });
    }

    /// <summary>A member by a name of its own, which the next one that joins takes over.</summary>
    private IConsumer<MessageKey, MessageValue> Join(SourceRig rig)
    {
        var settings = new Dictionary<string, string> { ["bootstrap.servers"] = broker.Bootstrap, ["group.id"] = rig.Group, ["group.instance.id"] = "host", ["session.timeout.ms"] = "10000" };
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
        while (!isIn) member.Consume(100);
        return member;
    }
}
