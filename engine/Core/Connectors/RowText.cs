using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>The form of this host's own sinks, for those of plugins.</summary>
public sealed class RowText(Schema schema) : IRowText
{
    private readonly RowJson _json = new(schema);

    public void Json(Batch batch, int row, IBufferWriter<byte> output) => _json.Write(batch, row, output);

    public void JsonValue(Column column, int row, IBufferWriter<byte> output) => RowJson.WriteValue(column, row, output);

    public void Plain(Column column, int row, IBufferWriter<byte> output)
    {
        if (column.IsNull(row)) return;
        if (column is TextColumn text) output.Write(text[row]);
        else if (column is ListColumn) RowJson.WriteValue(column, row, output);
        else ValueText.Write(column, row, output);
    }
}
