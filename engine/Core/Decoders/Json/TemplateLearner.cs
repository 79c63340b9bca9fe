using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Makes templates of records.</summary>
internal sealed class TemplateLearner(IReadOnlyList<ColumnSpec> columns, FieldTree fields)
{
    private readonly FieldKind[] _kinds = [.. columns.Select(FieldKinds.Of)];

    /// <summary>
    /// The template of a record that has been read without fault. Null when its layout is not one for templates: nested
    /// values, duplicate names, types that only the reader knows.
    /// </summary>
    /// <param name="line">The record with its line end.</param>
    public Template? Learn(ReadOnlySpan<byte> line)
    {
        var length = line.Length - (line.EndsWith("\r\n"u8) ? 2 : 1);
        var slots = new List<Template.Slot>();
        var found = new HashSet<int>();
        var names = new HashSet<string>();
        var reader = new Utf8JsonReader(line[..length]);
        var from = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueIsEscaped || !names.Add(reader.GetString()!)) return null;
            var field = fields.Member(ref reader);
            reader.Read();
            if (field is not null && (!field.IsLeaf || field.Columns.Length != 1)) return null;
            var column = field is null ? -1 : field.Columns[0];
            var kind = KindOf(column, reader.TokenType);
            if (kind == FieldKind.Other) return null;
            if (reader.TokenType == JsonTokenType.Null && column >= 0) continue; // it is part of the layout, and the column is missing
            var (begin, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            var quote = kind.IsQuoted() ? 1 : 0;
            slots.Add(new Template.Slot(new Literal(line[from..(begin + quote)]), kind, column));
            if (column >= 0) found.Add(column);
            from = end - quote;
        }

        var missing = Enumerable.Range(0, columns.Count).Where(column => !found.Contains(column)).ToArray();
        return new Template([.. slots], new Literal(line[from..]), line.Length - length, missing);
    }

    private FieldKind KindOf(int column, JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject or JsonTokenType.StartArray => FieldKind.Other,
        JsonTokenType.Null when column >= 0 => FieldKind.SkipWord,
        _ when column >= 0 => Fits(_kinds[column], token) ? _kinds[column] : FieldKind.Other,
        JsonTokenType.String => FieldKind.SkipText,
        JsonTokenType.Number => FieldKind.SkipNumber,
        _ => FieldKind.SkipWord,
    };

    // A value that is null because it does not fit says nothing of the next one.
    private static bool Fits(FieldKind kind, JsonTokenType token) => token switch
    {
        JsonTokenType.String => kind is FieldKind.Text or FieldKind.Time,
        JsonTokenType.Number => kind is FieldKind.Int or FieldKind.Float,
        _ => kind == FieldKind.Bool,
    };
}
