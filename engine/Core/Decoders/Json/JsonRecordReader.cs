using System.Text.Json;
using System.Text.Unicode;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Reads any record by Utf8JsonReader, strictly as RFC 8259 has it, and says what is wrong with a bad one. It first
/// walks the whole record, noting where each column's last value stands, and converts afterwards: what is overwritten
/// by a duplicate is never judged.
/// </summary>
internal sealed class JsonRecordReader(IReadOnlyList<ColumnSpec> columns, FieldTree fields)
{
    private readonly JsonConversion[] _conversions = [.. columns.Select(column => new JsonConversion(column))];
    private readonly Found[] _found = new Found[columns.Count];

    /// <summary>Appends one row. On failure gives the reason; the caller truncates the columns.</summary>
    /// <param name="record">The record's line without its end.</param>
    /// <param name="rows">Where the row goes.</param>
    public string? Read(ReadOnlySpan<byte> record, BatchBuilder rows)
    {
        // The reader checks the encoding of text only when it is asked for, and not in fields nobody wants.
        if (!Utf8.IsValid(record)) return "not valid UTF-8";
        try
        {
            if (Walk(record) is { } reason) return reason;
        }
        catch (JsonException problem)
        {
            return $"not valid JSON: {Sentence(problem.Message)}, at byte {problem.BytePositionInLine + 1}";
        }

        for (var column = 0; column < _conversions.Length; column++)
        {
            var (start, length, token) = _found[column];
            if (_conversions[column].Append(record.Slice(start, length), token, rows[column]) is { } reason) return reason;
        }

        return null;
    }

    /// <summary>What is wrong, without the framework's "LineNumber: 0 | BytePositionInLine: 7." behind it.</summary>
    public static string Sentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    private string? Walk(ReadOnlySpan<byte> record)
    {
        _found.AsSpan().Clear();
        var reader = new Utf8JsonReader(record);
        if (!reader.Read()) return "not valid JSON: the record is empty";
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        Value(ref reader, fields);
        while (reader.Read()) { } // whatever stands behind the value throws
        return isObject ? null : "the record is no JSON object";
    }

    private void Value(ref Utf8JsonReader reader, FieldTree? node)
    {
        var (start, token) = ((int)reader.TokenStartIndex, reader.TokenType);
        if (node is not null)
            foreach (var column in node.ColumnsBelow) _found[column] = default;
        if (node is null || node.IsLeaf) reader.Skip();
        else if (token == JsonTokenType.StartObject) Members(ref reader, node);
        else if (token == JsonTokenType.StartArray) Items(ref reader, node);
        if (node is null) return;
        foreach (var column in node.Columns) _found[column] = new Found(start, (int)reader.BytesConsumed - start, token);
    }

    private void Members(ref Utf8JsonReader reader, FieldTree node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = node.Member(ref reader);
            reader.Read();
            Value(ref reader, child);
        }
    }

    private void Items(ref Utf8JsonReader reader, FieldTree node)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++) Value(ref reader, node.Item(index));
    }

    // A token of kind None is a field that is missing.
    private readonly record struct Found(int Start, int Length, JsonTokenType Token);
}
