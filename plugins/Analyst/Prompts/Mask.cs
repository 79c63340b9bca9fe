using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace StreamGuard.Plugins.Analyst.Prompts;

/// <summary>
/// Names in the place of values that must not leave, the same name for a value wherever it stands in one prompt. A value is
/// also found within other texts, in letters of any case; a short one only where it stands apart, for else it would be found
/// in every word.
/// </summary>
/// <param name="columns">Columns of the values.</param>
internal sealed partial class Mask(IReadOnlyCollection<string> columns)
{
    private const int Short = 4;

    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _counts = [];
    private List<string>? _longestFirst;

    /// <summary>The values by their names.</summary>
    public IReadOnlyDictionary<string, string> Hidden => _names.ToDictionary(each => each.Value, each => each.Key);

    /// <summary>Learns the values of a row, before any row is covered.</summary>
    public void Learn(JsonObject row)
    {
        foreach (var column in columns)
            if (row[column] is { } value) Learn(column, value);
    }

    /// <summary>Takes the values out of a row.</summary>
    public void Cover(JsonObject row)
    {
        foreach (var (name, value) in row.ToList())
            if (value is not null) row[name] = columns.Contains(name) ? Whole(value) : Within(value);
    }

    /// <summary>Puts values back where their names stand.</summary>
    public static string Uncover(string text, IReadOnlyDictionary<string, string> hidden) =>
        hidden.Count == 0 ? text : Name().Replace(text, found => hidden.GetValueOrDefault(found.Value, found.Value));

    private void Learn(string column, JsonNode value)
    {
        if (value is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>()) Learn(column, item);
        }
        else if (value is JsonObject map)
        {
            foreach (var (_, item) in map)
                if (item is not null) Learn(column, item);
        }
        else if (TextOf(value) is { Length: > 0 } text && !_names.ContainsKey(text))
        {
            _counts[column] = _counts.GetValueOrDefault(column) + 1;
            _names[text] = $"[{NameLetters().Replace(column, "_")}-{_counts[column]}]";
            _longestFirst = null;
        }
    }

    /// <summary>Of a column that must not leave: nothing of it is left.</summary>
    private JsonNode? Whole(JsonNode value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Whole(item))]),
        JsonObject map => new JsonObject(map.Select(each => KeyValuePair.Create(Text(each.Key), each.Value is null ? null : Whole(each.Value))).DistinctBy(each => each.Key)),
        _ => JsonValue.Create(_names.GetValueOrDefault(TextOf(value), "")),
    };

    private JsonNode? Within(JsonNode value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Within(item))]),
        JsonObject map => new JsonObject(map.Select(each => KeyValuePair.Create(Text(each.Key), each.Value is null ? null : Within(each.Value))).DistinctBy(each => each.Key)),
        JsonValue text when text.TryGetValue<string>(out var words) => JsonValue.Create(Text(words)),
        _ => value.DeepClone(),
    };

    private string Text(string text)
    {
        // What looks like a name of ours and was written by others must not be taken for one.
        text = Name().Replace(text, found => $"({found.Value[1..^1]})");
        if (_names.Count == 0) return text;
        _longestFirst ??= [.. _names.Keys.OrderByDescending(value => value.Length)];
        var covered = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (_longestFirst.Find(value => Stands(text, at, value)) is { } found)
            {
                covered.Append(_names[found]);
                at += found.Length;
            }
            else
            {
                covered.Append(text[at++]);
            }
        }

        return covered.ToString();
    }

    private static bool Stands(string text, int at, string value)
    {
        if (string.Compare(text, at, value, 0, value.Length, StringComparison.OrdinalIgnoreCase) != 0 || at + value.Length > text.Length) return false;
        if (value.Length >= Short) return true;
        var isApartBefore = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
        return isApartBefore && (at + value.Length == text.Length || !char.IsLetterOrDigit(text[at + value.Length]));
    }

    private static string TextOf(JsonNode value) => value is JsonValue text && text.TryGetValue<string>(out var words) ? words : value.ToJsonString();

    [GeneratedRegex(@"\[[\w.-]{1,100}-\d{1,9}\]")]
    private static partial Regex Name();

    [GeneratedRegex(@"[^\w.-]")]
    private static partial Regex NameLetters();
}
