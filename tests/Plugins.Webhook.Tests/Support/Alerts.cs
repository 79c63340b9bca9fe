using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Webhook.Bodies;

namespace StreamGuard.Plugins.Webhook.Tests.Support;

/// <summary>Rows as rules make them.</summary>
internal static class Alerts
{
    public static readonly Schema Schema = new(
    [
        new("rule", ColumnType.String), new("message", ColumnType.String), new("alert_id", ColumnType.String), new("score", ColumnType.Float),
        new("tags", ColumnType.ListOf(ColumnType.String)),
    ]);

    public static object?[] Row(string message = "hot", string? id = "a1", double? score = null) => ["rule1", message, id, score, new object?[] { "x", "y" }];

    public static Batch Batch(params object?[][] rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row(row);
        return builder.Build();
    }

    /// <summary>What a body makes of a row.</summary>
    public static string Text(IBody body, object?[] row)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var batch = Batch(row);
        body.Append(output, batch, 0);
        batch.Release();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
