using System.Security.Cryptography;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>
/// Reads tables of JSON: an array of objects, one object, or objects one after another, such as a line each. Every error
/// names the file and, where there is one, the line.
/// </summary>
internal sealed class JsonTable : ITableReader
{
    private static readonly JsonReaderOptions OneAfterAnother = new() { AllowMultipleValues = true };

    public string Name => "json";

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Its content is not as the request says.</exception>
    public TableRows Read(TableRequest request)
    {
        var text = TableFile.Read(request.Path!);
        var content = text.AsMemory(text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        var records = new JsonRecordReader(request.Columns, new FieldTree([.. request.Columns.Select(PathOf)]));
        var builder = new BatchBuilder(new Schema(request.Columns.Select(column => new Field(column.Name, column.Type))));
        var starts = new List<int>();
        foreach (var (start, length) in Rows(request, content.Span))
        {
            if (records.Read(content.Span.Slice(start, length), builder) is { } reason) throw Wrong(request, content.Span, start, reason);
            starts.Add(start);
        }

        return new TableRows(builder.Build(), SHA256.HashData(text)) { PlaceOf = row => $"line {Line(content.Span, starts[row])}" };
    }

    /// <summary>Where a column's value stands in a row; a path that cannot be read was refused before.</summary>
    private static FieldPath PathOf(ColumnSpec column) => column.From is { } from ? FieldPath.Parse(from)! : FieldPath.Of(column.Name);

    private static List<(int Start, int Length)> Rows(TableRequest request, ReadOnlySpan<byte> text)
    {
        try
        {
            var values = Values(text);
            if (values.Count == 0) throw Wrong(request, text, 0, "there is no JSON in it");
            if (request.Rows is null) return [.. values.SelectMany(value => value.Items ?? [(value.Start, value.Length)])];
            if (values.Count > 1) throw Wrong(request, text, values[1].Start, $"a second document begins here, so that it is not clear whose '{request.Rows}' is meant");
            var (start, length) = Find(request, text, values[0]);
            var found = Values(text.Slice(start, length))[0];
            return found.Items is { } items ? [.. items.Select(item => (start + item.Start, item.Length))] : [(start, length)];
        }
        catch (JsonException problem)
        {
            var line = (problem.LineNumber ?? 0) + 1;
            throw new InvalidDataException($"{request.Path}:{line}: not valid JSON: {JsonRecordReader.Sentence(problem.Message)}, at byte {problem.BytePositionInLine + 1}");
        }
    }

    /// <summary>The values at the top of a text, each with its items where it is an array.</summary>
    private static List<Value> Values(ReadOnlySpan<byte> text)
    {
        var values = new List<Value>();
        var reader = new Utf8JsonReader(text, OneAfterAnother);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            List<(int, int)>? items = null;
            if (reader.TokenType != JsonTokenType.StartArray) reader.Skip();
            else
            {
                items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Skip(ref reader));
            }

            values.Add(new Value(start, (int)reader.BytesConsumed - start, items));
        }

        return values;
    }

    private static (int Start, int Length) Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed - start);
    }

    /// <summary>Where <c>rows</c> leads to.</summary>
    private static (int Start, int Length) Find(TableRequest request, ReadOnlySpan<byte> text, Value whole)
    {
        var (start, length) = (whole.Start, whole.Length);
        foreach (var step in FieldPath.Parse(request.Rows!)!.Steps)
        {
            var inner = text.Slice(start, length);
            if ((step.Name is { } name ? Member(inner, name) : Item(inner, step.Index)) is not { } found)
                throw Wrong(request, text, start, $"there is no '{request.Rows}' in it: {(step.Name is null ? $"no item {step.Index}" : $"no member '{step.Name}'")} from here on");
            (start, length) = (start + found.Start, found.Length);
        }

        return (start, length);
    }

    /// <summary>The last member of the name: of those that are there twice the last counts.</summary>
    private static (int Start, int Length)? Member(ReadOnlySpan<byte> value, string name)
    {
        var reader = new Utf8JsonReader(value);
        (int, int)? found = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            var place = Skip(ref reader);
            if (isIt) found = place;
        }

        return found;
    }

    private static (int Start, int Length)? Item(ReadOnlySpan<byte> value, int index) =>
        Values(value)[0].Items is { } items && index < items.Count ? items[index] : null;

    private static int Line(ReadOnlySpan<byte> text, int at) => text[..at].Count((byte)'\n') + 1;

    private static InvalidDataException Wrong(TableRequest request, ReadOnlySpan<byte> text, int at, string reason) => new($"{request.Path}:{Line(text, at)}: {reason}");

    private sealed record Value(int Start, int Length, List<(int Start, int Length)>? Items);
}
