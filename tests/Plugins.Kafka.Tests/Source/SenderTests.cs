using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

public class SenderTests
{
    private readonly MessageIntake _intake = new(maxLine: 1000);

    [Fact]
    public async Task A_partition_that_is_too_far_ahead_waits_and_the_others_do_not()
    {
        var others = new TaskCompletionSource();
        var output = new FakeSourceOutput { OnWaitForOthers = (partition, _) => partition.Name == "t[0]" ? new ValueTask(others.Task) : ValueTask.CompletedTask };
        var sender = new Sender(output, default);
        foreach (var partition in (int[])[0, 1]) sender.Add(Ready(output, partition));

        sender.Send();
        Assert.Equal(["t[1]"], output.AllLines);
        Assert.True(sender.HasAhead);
        others.SetResult();
        await others.Task;
        sender.Send();

        Assert.Equal(["t[0]", "t[1]"], output.AllLines.Order());
        Assert.False(sender.HasAhead);
    }

    private PartitionReader Ready(FakeSourceOutput output, int partition)
    {
        var name = $"t[{partition}]";
        var reader = new PartitionReader(new TopicPartition("t", partition), output.Open(name, 0), output.NewFramer(name), new MessageColumns([]), 0, null);
        reader.Take(new ConsumeResult<MessageKey, MessageValue>
        {
            TopicPartitionOffset = new TopicPartitionOffset(reader.Place, 0),
            Message = new Message<MessageKey, MessageValue> { Value = ((IDeserializer<MessageValue>)_intake).Deserialize(System.Text.Encoding.UTF8.GetBytes(name), isNull: false, default) },
        }, _intake);
        reader.Seal();
        return reader;
    }
}
