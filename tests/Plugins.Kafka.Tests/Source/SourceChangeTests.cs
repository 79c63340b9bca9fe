using System.Text.Json.Nodes;
using Confluent.Kafka.Admin;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Changing;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

/// <summary>A pipeline between topics of a real broker is changed while messages come: each is written once, by transactions.</summary>
[Collection("broker")]
public sealed class SourceChangeTests : IDisposable
{
    private readonly Broker _broker;
    private readonly TempFolder _folder = new();
    private readonly SourceRig _rig;
    private readonly string _copy;
    private readonly string _more;
    private int _sent;

    public SourceChangeTests(Broker broker)
    {
        (_broker, _rig) = (broker, new SourceRig(broker, partitions: 4));
        (_copy, _more) = (broker.NewName("copy"), broker.NewName("more"));
        _rig.Create(_copy, 2);
        _rig.Create(_more, 2);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _folder.Dispose();
    }

    [BrokerFact]
    public async Task A_source_that_does_not_change_stays_in_its_group_and_each_message_is_written_once()
    {
        using var running = _rig.Start(Copy());
        await SeenAsync(running, 200);
        var member = Member();

        var added = await running.ChangeAsync(_rig.Plan(Copy(more: true)));
        Assert.True(added.IsMade, $"{added.Refused}");
        await SeenAsync(running, 300);
        var filtered = await running.ChangeAsync(_rig.Plan(Copy(more: true, filter: "n % 2 = 0")));
        Assert.True(filtered.IsMade, $"{filtered.Refused}");
        await SeenAsync(running, 300);
        var removed = await running.ChangeAsync(_rig.Plan(Copy()));
        Assert.True(removed.IsMade, $"{removed.Refused}");
        await SeenAsync(running, 200);
        Assert.Equal(member, Member());
        await EndAsync(running);

        Assert.Equal(All, Numbers(_copy));
        var more = Numbers(_more).ToList();
        Assert.NotEmpty(more);
        Assert.Equal(more.Count, more.Distinct().Count());
        Assert.All([added, filtered, removed], result => Assert.InRange(result.Stall, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
    }

    [BrokerFact]
    public async Task A_source_that_changes_goes_on_at_its_offsets_and_a_sink_behind_its_last_transaction()
    {
        using var running = _rig.Start(Copy());
        await SeenAsync(running, 200);

        var result = await running.ChangeAsync(_rig.Plan(Copy(fetch: 15, settings: "batch.num.messages: 1001")));
        Assert.True(result.IsMade, $"{result.Refused}");
        await SeenAsync(running, 200);
        await EndAsync(running);

        Assert.Equal(All, Numbers(_copy));
    }

    [BrokerFact]
    public async Task A_sink_that_cannot_write_with_the_others_leaves_them_as_they_were()
    {
        using var running = _rig.Start(Copy());
        await SeenAsync(running, 200);

        var result = await running.ChangeAsync(_rig.Plan(Copy(more: true, moreSettings: "batch.num.messages: 77")));
        Assert.Contains("both must have the same settings, but batch.num.messages differs", result.Refused?.Message, StringComparison.Ordinal);
        await SeenAsync(running, 200);
        await EndAsync(running);

        Assert.Equal(All, Numbers(_copy));
        Assert.Empty(Numbers(_more));
    }

    private IEnumerable<long> All => Enumerable.Range(0, _sent).Select(n => (long)n);

    private string Copy(bool more = false, string filter = "n >= 0", int fetch = 20, string settings = "batch.num.messages: 1002", string? moreSettings = null) => $$"""
        pipeline: copy
        checkpoint: { every: 200ms, path: "{{_folder.Path}}" }
        sources: { read: { kafka: { brokers: "{{_broker.Bootstrap}}", topics: {{_rig.Topic}}, group: {{_rig.Group}}, start: earliest, settings: { fetch.wait.max.ms: {{fetch}}, heartbeat.interval.ms: 500 } }, decode: json, columns: { n: int } } }
        transforms: { some: { from: read, filter: "{{filter}}" } }
        sinks:
          copy: { from: read, kafka: { brokers: "{{_broker.Bootstrap}}", topic: {{_copy}}, settings: { {{settings}} } } }
          {{(more ? $"more: {{ from: some, kafka: {{ brokers: \"{_broker.Bootstrap}\", topic: {_more}, settings: {{ {moreSettings ?? settings} }} }} }}" : "shown: { from: some, collect: {} }")}}
        """;

    /// <summary>Sends so many messages, a few at a time, and waits until the pipeline has read them.</summary>
    private async Task SeenAsync(RunningPipeline running, int count)
    {
        for (var i = 0; i < count; i += 10)
        {
            _rig.Number(_sent, 10, partition: _sent / 10 % 4);
            _sent += 10;
        }

        await SourceRig.Until(() => running.Snapshot().Components.First(each => each.Node.Name == "read").Account.In >= _sent, running);
    }

    private async Task EndAsync(RunningPipeline running)
    {
        await SourceRig.Until(() => _broker.Committed(_copy).Count >= _sent, running);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(result.Failure is null, $"{result.Failure}");
    }

    private IEnumerable<long> Numbers(string topic) => _broker.Committed(topic).Select(message => (long)JsonNode.Parse(message.Value)!["n"]!).Order();

    /// <summary>The id that the group knows its one member by.</summary>
    private string Member()
    {
        using var admin = _rig.Admin();
        var group = admin.DescribeConsumerGroupsAsync([_rig.Group], new DescribeConsumerGroupsOptions()).GetAwaiter().GetResult().ConsumerGroupDescriptions.Single();
        return Assert.Single(group.Members).ConsumerId;
    }
}
