using System.Buffers;

namespace StreamGuard.Contracts;

/// <summary>Writes rows of one schema as UTF-8, in the form that the host's own sinks use, so that it is one everywhere.</summary>
public interface IRowText
{
    /// <summary>Appends a row as a JSON object on one line, a member a column; without the line's end.</summary>
    void Json(Batch batch, int row, IBufferWriter<byte> output);

    /// <summary>Appends one value as JSON.</summary>
    void JsonValue(Column column, int row, IBufferWriter<byte> output);

    /// <summary>Appends one value as plain text, without quotes; nothing for null. A list is written as JSON.</summary>
    void Plain(Column column, int row, IBufferWriter<byte> output);
}
