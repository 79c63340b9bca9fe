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
        using var member = GroupMember.Join(broker, rig, "host");
        var fence = FenceOf(member, rig);
        fence.Joined();
        fence.RequireMember();

        using var other = GroupMember.Join(broker, rig, "host");

        var refused = Assert.Throws<RestartNeededException>(fence.RequireMember);
        Assert.StartsWith("it was out of the group for longer than session.timeout.ms or max.poll.interval.ms, and its partitions went to other hosts", refused.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public void What_is_lost_with_its_topic_may_be_committed_and_what_went_to_others_not()
    {
        using var rig = new SourceRig(broker);
        using var member = GroupMember.Join(broker, rig, "host");
        var fence = FenceOf(member, rig);
        fence.Joined();

        fence.Lost();
        fence.RequireMember();
        using var other = GroupMember.Join(broker, rig, "host");
        fence.Lost();

        Assert.Throws<RestartNeededException>(fence.RequireMember);
    }

    [BrokerFact]
    public void What_was_given_up_uncommitted_is_never_committed()
    {
        using var rig = new SourceRig(broker);
        using var member = GroupMember.Join(broker, rig, "host");
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
}
