using System.Text;
using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Source;

[Collection("broker")]
public sealed class SourceMessagesTests(Broker broker)
{
    [BrokerFact]
    public async Task Key_headers_and_place_of_a_message_are_columns()
    {
        using var rig = new SourceRig(broker, partitions: 2);
        var sent = new DateTime(2025, 11, 8, 14, 30, 0, 250, DateTimeKind.Utc);
        rig.Send(new Message<string?, byte[]?> { Key = "PS1", Value = SourceRig.Numbered(1), Timestamp = new Timestamp(sent), Headers = new Headers { { "trace", "first"u8.ToArray() }, { "trace", "añ"u8.ToArray() } } }, partition: 1);
        rig.Send(new Message<string?, byte[]?> { Value = SourceRig.Numbered(2), Timestamp = new Timestamp(sent) }, partition: 1);

        await rig.ReadAsync(rig.Pipeline("until: latest, metadata: { id: key, part: partition, at: offset, sent: timestamp, of: topic, trace: header.trace }"));

        Assert.Equal([1L, "PS1", 1L, 0L, sent, rig.Topic, "añ"], rig.Sink.Rows[0]);
        Assert.Equal([2L, null, 1L, 1L, sent, rig.Topic, null], rig.Sink.Rows[1]);
    }

    [BrokerFact]
    public async Task A_value_with_line_feeds_is_one_record()
    {
        using var rig = new SourceRig(broker);
        rig.Send("{\"n\":1}");
        rig.Send("{\n  \"n\": 2\n}\n");
        rig.Send("{\"n\":3}\n");
        rig.Send("{\"n\":4}");

        Assert.Equal([1L, 2L, 3L, 4L], await rig.ReadAsync(rig.Pipeline("until: latest")));
        Assert.Empty(rig.Dead.Rows);
    }

    [BrokerFact]
    public async Task A_message_without_value_is_a_row_of_nulls_with_its_key()
    {
        using var rig = new SourceRig(broker);
        rig.Send("{\"n\":1}");
        rig.Send(new Message<string?, byte[]?> { Key = "gone", Value = null });

        await rig.ReadAsync(rig.Pipeline("until: latest, metadata: { id: key }"));

        Assert.Equal([[1L, null], [null, "gone"]], rig.Sink.Rows);
    }

    [BrokerFact]
    public async Task A_message_without_value_is_a_dead_letter_where_it_is_no_JSON()
    {
        using var rig = new SourceRig(broker);
        rig.Send("1");
        rig.Send((string?)null);
        rig.Send("3");

        Assert.Equal([1L, 3L], await rig.ReadAsync(rig.Pipeline("until: latest", decode: "decode: { csv: { header: false } }, columns: { n: int }")));
        Assert.Equal([$"{rig.Topic}[0]", 1L, "the message has no value, and only the JSON decoder makes a row of that"], Assert.Single(rig.Dead.Rows)[1..4]);
    }

    [BrokerTheory]
    [InlineData("{\"n\":\"x\"}", "column 'n' wants int: found text \"x\"")]
    [InlineData("{\"n\":1} {\"n\":2}", "not valid JSON: '{' is invalid after a single JSON value. Expected end of data, at byte 9")]
    [InlineData("", "not valid JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true, at byte 1")]
    [InlineData(" \n", "not valid JSON: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, when isFinalBlock is true, at byte 2")]
    public async Task A_bad_value_is_a_dead_letter_with_its_offset_and_bytes(string value, string reason)
    {
        using var rig = new SourceRig(broker);
        rig.Send("{\"n\":1}");
        rig.Send(value);
        rig.Send("{\"n\":3}");

        Assert.Equal([1L, 3L], await rig.ReadAsync(rig.Pipeline("until: latest")));

        var letter = Assert.Single(rig.Dead.Rows);
        Assert.Equal([$"{rig.Topic}[0]", 1L, reason], letter[1..4]);
        Assert.Equal(value.TrimEnd('\n'), letter[5]);
    }

    [BrokerFact]
    public async Task A_key_that_is_no_text_makes_a_dead_letter_only_where_it_is_asked_for()
    {
        using var rig = new SourceRig(broker);
        using (var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap }).Build())
        {
            producer.Produce(rig.Topic, new Message<byte[], byte[]> { Key = [0xFF], Value = SourceRig.Numbered(1) });
            producer.Produce(rig.Topic, new Message<byte[], byte[]> { Key = "k"u8.ToArray(), Value = SourceRig.Numbered(2) });
            producer.Flush();
        }

        Assert.Equal([1L, 2L], await rig.ReadAsync(rig.Pipeline("until: latest")));
        Assert.Equal([2L], await rig.ReadAsync(rig.Pipeline("until: latest, metadata: { id: key }").Replace(rig.Group, "other", StringComparison.Ordinal)));
        var letter = Assert.Single(rig.Dead.Rows);
        Assert.Equal([0L, "the key is not valid UTF-8: it is column 'id'"], letter[2..4]);
        Assert.Equal("{\"n\":1}", letter[5]);
    }

    [BrokerFact]
    public async Task A_value_above_max_line_is_a_dead_letter()
    {
        using var rig = new SourceRig(broker);
        rig.Send("{\"n\":1}");
        rig.Send($"{{\"n\":2,\"pad\":\"{new string('x', 200_000)}\"}}");
        rig.Send("{\"n\":3}");

        Assert.Equal([1L, 3L], await rig.ReadAsync(rig.Pipeline("until: latest", decode: "max_line: 100000, decode: json, columns: { n: int }")));
        var letter = Assert.Single(rig.Dead.Rows);
        Assert.Equal([1L, "a message is longer than max_line: it has 200016 bytes", 200_016L], letter[2..5]);
        Assert.Equal(64 * 1024, Encoding.UTF8.GetByteCount((string)letter[5]!));
    }

    [BrokerFact]
    public async Task The_event_time_may_be_the_messages_own()
    {
        using var rig = new SourceRig(broker);
        for (var second = 0; second < 3; second++)
            rig.Send(new Message<string?, byte[]?> { Value = SourceRig.Numbered(second), Timestamp = new Timestamp(new DateTime(2025, 11, 8, 14, 30, second, DateTimeKind.Utc)) });

        await rig.ReadAsync(rig.Pipeline(
            "until: latest, metadata: { sent: timestamp }",
            rest: "transforms: { seconds: { from: read, window: { tumbling: 2s, late: drop, aggregate: { sum: sum(n) } } } }",
            decode: "decode: json, columns: { n: int }, event_time: { column: sent }",
            from: "seconds"));

        Assert.Equal([1L, 2L], rig.Sink.Rows.Select(row => row[2]));
    }
}
