using System.Text.Unicode;
using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The columns that stand beside the decoded ones, made of keys, headers and places of messages.</summary>
internal sealed class MessageColumns(IReadOnlyList<MetadataColumn> columns)
{
    /// <summary>Null when there are none.</summary>
    public Schema? Schema { get; } = columns.Count == 0 ? null : new Schema(columns.Select(column => new Field(column.Name, column.Type)));

    public bool HaveKey { get; } = columns.Any(column => column.Kind == MetadataKind.Key);

    /// <summary>What the client is to hand over beside key, value and offset; whatever is left out costs nothing.</summary>
    public string Fields { get; } = string.Join(',', (IEnumerable<string>)[
        "topic",
        .. columns.Any(column => column.Kind == MetadataKind.Timestamp) ? ["timestamp"] : Array.Empty<string>(),
        .. columns.Any(column => column.Kind == MetadataKind.Header) ? ["headers"] : Array.Empty<string>()]);

    /// <summary>Appends the columns of a message, or gives the reason why they cannot be had; nothing is appended then.</summary>
    public string? Append(BatchBuilder rows, ConsumeResult<MessageKey, MessageValue> message, MessageIntake intake)
    {
        if (Refuse(message) is { } reason) return reason;
        for (var i = 0; i < columns.Count; i++) Append(rows[i], columns[i], message, intake);
        return null;
    }

    private string? Refuse(ConsumeResult<MessageKey, MessageValue> message)
    {
        foreach (var column in columns)
        {
            if (column.Kind == MetadataKind.Key && !message.Message.Key.IsText) return $"the key is not valid UTF-8: it is column '{column.Name}'";
            if (column.Kind == MetadataKind.Header && HeaderOf(message, column) is { } header && !Utf8.IsValid(header))
                return $"a header is not valid UTF-8: '{column.Header}', which is column '{column.Name}'";
        }

        return null;
    }

    private static void Append(ColumnBuilder builder, MetadataColumn column, ConsumeResult<MessageKey, MessageValue> message, MessageIntake intake)
    {
        switch (column.Kind)
        {
            case MetadataKind.Key when message.Message.Key.Length >= 0:
                ((TextBuilder)builder).Append(intake.Key(message.Message.Key));
                break;
            case MetadataKind.Partition:
                ((FixedBuilder<long>)builder).Append(message.Partition.Value);
                break;
            case MetadataKind.Offset:
                ((FixedBuilder<long>)builder).Append(message.Offset.Value);
                break;
            case MetadataKind.Timestamp when message.Message.Timestamp.Type != TimestampType.NotAvailable:
                ((FixedBuilder<long>)builder).Append(message.Message.Timestamp.UnixTimestampMs * 1000);
                break;
            case MetadataKind.Topic:
                ((TextBuilder)builder).Append(message.Topic);
                break;
            case MetadataKind.Header when HeaderOf(message, column) is { } header:
                ((TextBuilder)builder).Append(header);
                break;
            default:
                builder.AppendNull();
                break;
        }
    }

    /// <summary>Of several headers of one name the last counts.</summary>
    private static byte[]? HeaderOf(ConsumeResult<MessageKey, MessageValue> message, MetadataColumn column) =>
        message.Message.Headers is { } headers && headers.TryGetLastBytes(column.Header, out var bytes) ? bytes : null;
}
