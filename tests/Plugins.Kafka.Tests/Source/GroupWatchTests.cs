using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Source;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class GroupWatchTests(Broker broker)
{
    [BrokerTheory]
    [InlineData(null)]
    [InlineData("host")]
    public void A_member_is_alone_until_another_comes(string? name)
    {
        using var rig = new SourceRig(broker, partitions: 2);
        using var member = GroupMember.Join(broker, rig, name);
        var queries = new ClusterQueries(member, new DependentAdminClientBuilder(member.Handle).Build(), rig.Group, new Troubles(new FakeSourceOutput(), []), default);
        var settings = new Dictionary<string, string>();
        if (name is not null) settings["group.instance.id"] = name;
        var watch = new GroupWatch(rig.Group, settings, queries, new FakeSourceOutput(), () => member.MemberId, default);
        watch.RequireAlone("it keeps state");

        using var other = GroupMember.Join(broker, rig, name is null ? null : "other", member);

        var refused = Assert.Throws<InvalidOperationException>(() => watch.RequireAlone("it keeps state"));
        Assert.Contains("is read by another host too", refused.Message, StringComparison.Ordinal);
        // One that is disposed of in the middle of a rebalance, without being closed, may wait for ever.
        other.Close();
        member.Close();
    }
}
