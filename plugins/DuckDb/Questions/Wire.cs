using System.Text.Json;
using System.Text.Json.Serialization;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>
/// How a question and its answer go through a socket, as lines of JSON: the question; the columns, or why there is no
/// answer; each row as an array of texts and nulls; the end.
/// </summary>
internal static class Wire
{
    /// <summary>The longest question, in bytes of its line.</summary>
    public const int LongestQuestion = 1 << 20;

    public static string Line(WireQuestion question) => JsonSerializer.Serialize(question, WireJson.Default.WireQuestion);

    public static string Line(WireHead head) => JsonSerializer.Serialize(head, WireJson.Default.WireHead);

    public static string Line(WireEnd end) => JsonSerializer.Serialize(end, WireJson.Default.WireEnd);

    public static string Line(string?[] row) => JsonSerializer.Serialize(row, WireJson.Default.StringArray);

    /// <exception cref="JsonException">It is something else.</exception>
    public static WireQuestion Question(string line) => JsonSerializer.Deserialize(line, WireJson.Default.WireQuestion) ?? throw new JsonException("no question");

    /// <exception cref="JsonException">It is something else.</exception>
    public static WireHead Head(string line) => JsonSerializer.Deserialize(line, WireJson.Default.WireHead) ?? throw new JsonException("no answer");

    public static bool IsRow(string line) => line.StartsWith('[');

    /// <exception cref="JsonException">It is something else.</exception>
    public static string?[] Row(string line) => JsonSerializer.Deserialize(line, WireJson.Default.StringArray) ?? throw new JsonException("no row");

    /// <exception cref="JsonException">It is something else.</exception>
    public static WireEnd End(string line) => JsonSerializer.Deserialize(line, WireJson.Default.WireEnd) ?? throw new JsonException("no end");
}

/// <param name="Sql">What is asked.</param>
/// <param name="Tables">The asker's names.</param>
/// <param name="MostRows">Rows wanted at most.</param>
/// <param name="Seconds">How long it may take.</param>
internal sealed record WireQuestion(string Sql, IReadOnlyDictionary<string, QueryTable> Tables, long MostRows, double Seconds);

/// <param name="Columns">Null where there is no answer.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record WireHead(IReadOnlyList<QueryColumn>? Columns, WireProblem? Problem);

/// <param name="IsCut">There were more rows.</param>
/// <param name="Problem">Why the answer is not whole.</param>
internal sealed record WireEnd(bool IsCut, WireProblem? Problem);

/// <param name="Message">For whoever asked.</param>
/// <param name="IsRefused">See <see cref="QueryException"/>.</param>
/// <param name="IsLate">The same; a pipeline of an earlier version does not say it.</param>
internal sealed record WireProblem(string Message, bool IsRefused, bool IsLate = false)
{
    public static WireProblem Of(QueryException failed) => new(failed.Message, failed.IsRefused, failed.IsLate);

    public QueryException Thrown() => new(Message, IsRefused) { IsLate = IsLate };
}

[JsonSerializable(typeof(WireQuestion))]
[JsonSerializable(typeof(WireHead))]
[JsonSerializable(typeof(WireEnd))]
[JsonSerializable(typeof(string?[]))]
internal sealed partial class WireJson : JsonSerializerContext;
