using System.Text.Json;
using System.Text.Json.Serialization;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>A row as it was found; in JSON an object by column, what is null left out.</summary>
[JsonConverter(typeof(StoredRowJson))]
internal sealed record StoredRow(IReadOnlyList<QueryColumn> Columns, ArraySegment<string?> Cells)
{
    public string? Cell(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == column) return Cells[i];
        return null;
    }

    /// <summary>The row as it may be seen.</summary>
    public StoredRow Masked(ColumnMask mask)
    {
        if (mask.IsEmpty) return this;
        var hidden = mask.Hidden(Columns.Select((column, i) => (column.Name, (object?)Cells[i])));
        return new StoredRow(
            [.. Columns.Select(column => mask.Hides(column.Name) ? column with { Kind = QueryKind.Text } : column)],
            Columns.Select((column, i) => Cells[i] is not { } cell ? null : mask.Hides(column.Name) ? ColumnMask.Masked : Without(column.Kind, cell, hidden)).ToArray());
    }

    private static string Without(QueryKind kind, string cell, IReadOnlyList<string> hidden) => kind switch
    {
        QueryKind.Text => ColumnMask.Text(cell, hidden),
        QueryKind.Json => ColumnMask.JsonText(cell, hidden),
        _ => cell,
    };
}

/// <summary>Writes rows and their cells.</summary>
internal sealed class StoredRowJson : JsonConverter<StoredRow>
{
    public override StoredRow Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, StoredRow value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        for (var i = 0; i < value.Columns.Count; i++)
        {
            if (value.Cells[i] is null) continue;
            writer.WritePropertyName(value.Columns[i].Name);
            Cell(writer, value.Columns[i].Kind, value.Cells[i]);
        }

        writer.WriteEndObject();
    }

    /// <summary>A cell as JSON; what JSON has no number for is a text.</summary>
    public static void Cell(Utf8JsonWriter writer, QueryKind kind, string? cell)
    {
        switch (kind)
        {
            case var _ when cell is null:
                writer.WriteNullValue();
                break;
            case QueryKind.Bool:
                writer.WriteBooleanValue(cell == "true");
                break;
            case QueryKind.Json:
                writer.WriteRawValue(cell);
                break;
            case QueryKind.Number when cell is not ("NaN" or "Infinity" or "-Infinity"):
                writer.WriteRawValue(cell);
                break;
            default:
                writer.WriteStringValue(cell);
                break;
        }
    }
}
