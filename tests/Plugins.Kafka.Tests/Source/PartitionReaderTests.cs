using System.Text;
using Confluent.Kafka;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

public class PartitionReaderTests
{
    private readonly FakeSourceOutput _output = new();
    private readonly MessageIntake _intake = new(maxLine: 1000);

    [Fact]
    public async Task Packs_messages_into_one_chunk()
    {
        var reader = Reader();

        Take(reader, 0, "a");
        Take(reader, 1, "b\n");
        Take(reader, 5, "c");
        reader.Seal();
        await SendAsync(reader);

        Assert.Equal([("t[0]", 0L, 6)], _output.Chunks);
        Assert.Equal(["a", "b", "c"], _output.AllLines);
        Assert.Equal(6, reader.Sent);
    }

    [Fact]
    public async Task What_another_partition_sent_before_does_not_matter()
    {
        var (first, second) = (Reader(0), Reader(1));

        for (var i = 0; i < 100; i++) Take(i % 3 == 0 ? first : second, i, $"value {i}");
        first.Seal();
        second.Seal();
        await SendAsync(first);
        await SendAsync(second);

        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 3 == 0).Select(i => $"value {i}"), _output.Lines["t[0]"]);
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i % 3 != 0).Select(i => $"value {i}"), _output.Lines["t[1]"]);
    }

    [Fact]
    public void A_chunk_is_ready_when_it_is_large_enough()
    {
        var reader = Reader();

        for (var i = 0; i < Outgoing.MostMessages - 1; i++) Take(reader, i, "x");
        Assert.False(reader.HasReady);
        Take(reader, Outgoing.MostMessages, "x");

        Assert.True(reader.HasReady);
    }

    [Fact]
    public void Chunks_become_smaller_where_they_went_too_far_ahead()
    {
        var reader = Reader();
        for (var i = 0; i < 20; i++) reader.Adapt(isAhead: true);

        for (var i = 0; i < 64; i++) Take(reader, i, "x");

        Assert.True(reader.HasReady);
    }

    [Fact]
    public async Task Nothing_behind_the_end_is_sent()
    {
        var reader = Reader(end: 2);

        foreach (var offset in (long[])[0, 1, 2, 3]) Take(reader, offset, $"{offset}");
        await SendAsync(reader);

        Assert.Equal(["0", "1"], _output.AllLines);
        Assert.Equal(["t[0]"], _output.Finished);
        Assert.True(reader is { IsRead: true, IsFinished: true });
    }

    [Fact]
    public async Task Its_end_may_be_no_message()
    {
        var reader = Reader(end: 5);

        Take(reader, 0, "0");
        reader.AtEnd(3);
        Assert.False(reader.IsRead);
        reader.AtEnd(5);
        await SendAsync(reader);

        Assert.Equal(1, _output.CaughtUpCount);
        Assert.Equal(["t[0]"], _output.Finished);
    }

    [Fact]
    public async Task What_was_not_sent_is_forgotten_when_it_leaves()
    {
        var reader = Reader();
        Take(reader, 0, "a");
        reader.Seal();
        await SendAsync(reader);
        Take(reader, 1, "b");
        reader.Seal();

        reader.Leave();

        Assert.False(reader.HasReady);
        Assert.Equal(1, reader.Sent);
    }

    private PartitionReader Reader(int partition = 0, long? end = null) =>
        new(new TopicPartition("t", partition), _output.Open($"t[{partition}]", 0), _output.NewFramer(""), new MessageColumns([]), 0, end);

    private void Take(PartitionReader reader, long offset, string value)
    {
        var taken = ((IDeserializer<MessageValue>)_intake).Deserialize(Encoding.UTF8.GetBytes(value), isNull: false, default);
        reader.Take(new ConsumeResult<MessageKey, MessageValue>
        {
            TopicPartitionOffset = new TopicPartitionOffset(reader.Place, offset),
            Message = new Message<MessageKey, MessageValue> { Value = taken },
        }, _intake);
    }

    private async Task SendAsync(PartitionReader reader)
    {
        while (reader.HasReady) await reader.SendNextAsync(_output, default);
    }
}
