using System.Text.Json;
using System.Text.Json.Serialization;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>A question in SQL.</summary>
/// <param name="Sql">One SELECT, or FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, in DuckDB's SQL; times are UTC.</param>
/// <param name="Pipeline">Whose tables are asked, by the names of its sinks; may be left out where there is one store.</param>
/// <param name="Store">Which store, by its file's name; may be left out where there is one.</param>
/// <param name="Rows">Most rows of the answer; what the host allows unless it is said.</param>
internal sealed record QueryAsked(string? Sql, string? Pipeline = null, string? Store = null, int? Rows = null);

/// <summary>An answer.</summary>
/// <param name="Columns">Of the rows.</param>
/// <param name="Rows">A list of cells each.</param>
/// <param name="CutBy">There are more rows: which limit has cut them off; left out when all are there.</param>
/// <param name="Seconds">What it took.</param>
internal sealed record AnswerView(IReadOnlyList<AnswerColumn> Columns, IReadOnlyList<AnswerRow> Rows, CutBy? CutBy, double Seconds);

/// <summary>A column of an answer.</summary>
/// <param name="Name">As the question calls it.</param>
/// <param name="Kind">What its cells are in JSON; those of number that JSON has no number for are texts, as NaN.</param>
internal sealed record AnswerColumn(string Name, QueryKind Kind);

/// <summary>Limits of an answer.</summary>
internal enum CutBy
{
    Rows,
    Bytes,
}

/// <summary>A row of an answer; in JSON the list of its cells.</summary>
[JsonConverter(typeof(AnswerRowJson))]
internal sealed record AnswerRow(IReadOnlyList<QueryColumn> Columns, string?[] Cells);

/// <summary>Writes rows of answers.</summary>
internal sealed class AnswerRowJson : JsonConverter<AnswerRow>
{
    public override AnswerRow Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, AnswerRow value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Cells.Length; i++) StoredRowJson.Cell(writer, value.Columns[i].Kind, value.Cells[i]);
        writer.WriteEndArray();
    }
}
