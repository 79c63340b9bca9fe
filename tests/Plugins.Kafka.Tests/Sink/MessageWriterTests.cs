using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Sink;

public class MessageWriterTests
{
    [Fact]
    public void The_value_is_the_row_as_json()
    {
        var message = Write(new MessageWriter(Text(), [], []), SinkRun.Row(3, "pump"));

        Assert.Equal("""{"id":3,"name":"pump","value":1.5,"where":null}""", Encoding.UTF8.GetString(message.Value));
        Assert.Null(message.Key);
        Assert.Null(message.Headers);
    }

    [Theory]
    [InlineData("pump", "pump")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void A_key_of_one_column_is_its_text_and_null_where_that_is(string? name, string? expected)
    {
        var message = Write(new MessageWriter(Text(), [1], []), [1L, name, 1.0, null]);

        Assert.Equal(expected, message.Key is null ? null : Encoding.UTF8.GetString(message.Key));
    }

    [Fact]
    public void A_key_of_several_columns_tells_them_apart()
    {
        var message = Write(new MessageWriter(Text(), [1, 0, 3], []), [7L, "a,\"b", 1.0, null]);

        Assert.Equal("""["a,\"b",7,null]""", Encoding.UTF8.GetString(message.Key));
    }

    [Fact]
    public void A_header_is_a_column_s_text_and_left_out_where_that_is_null()
    {
        var message = Write(new MessageWriter(Text(), [], [("v", 2), ("w", 3)]), SinkRun.Row(3));

        var header = Assert.Single(message.Headers);
        Assert.Equal(("v", "1.5"), (header.Key, Encoding.UTF8.GetString(header.GetValueBytes())));
    }

    [Fact]
    public void The_size_is_no_less_than_what_a_batch_of_it_takes()
    {
        var batch = new BatchBuilder(SinkRun.Schema).Row(SinkRun.Row(3, "pump")).Build();
        var message = new MessageWriter(Text(), [1], [("v", 2)]).Write(batch, 0);

        // 61 bytes of the batch; of the record its length (1), attributes (1), time (1), offset (1), and the length of each part.
        var least = 61 + 4 + 1 + message.Key.Length + 1 + message.Value.Length + 1 + (1 + 1) + (1 + 3);
        Assert.InRange(message.Size, least, least + 50);
        batch.Release();
    }

    private static RowText Text() => new(SinkRun.Schema);

    private static Confluent.Kafka.Message<byte[], byte[]> Write(MessageWriter writer, object?[] row)
    {
        var batch = new BatchBuilder(SinkRun.Schema).Row(row).Build();
        var message = writer.Write(batch, 0).ToMessage();
        batch.Release();
        return message;
    }
}
