using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>
/// What a server said that did not take all lines of a request. InfluxDB 1.x and 2.x write the other lines of a "partial
/// write" and say how many they dropped and why, but not which; of lines that they could not read they give the text.
/// </summary>
/// <param name="words">What it said.</param>
internal sealed partial class Refusal(string words)
{
    private const int LongestShown = 500;
    private const string Unreadable = "unable to parse '";

    /// <summary>Its words, as a dead letter has them: without what is true of the request only, and not too long.</summary>
    public string Words { get; } = Shorten(DroppedCount().Replace(words, "").Trim());

    /// <summary>How many lines it says it dropped; null where it does not.</summary>
    public int? Dropped { get; } = DroppedCount().Match(words) is { Success: true } found && int.TryParse(found.Groups[1].ValueSpan, out var count) && count > 0 ? count : null;

    /// <summary>The lines whose text it gives, and what it says of each.</summary>
    public IReadOnlyList<(int Line, string Words)> LinesNamed(LineBatch batch, int[] lines)
    {
        if (!words.Contains(Unreadable, StringComparison.Ordinal)) return [];
        // Of equal lines one is named once; the others with it.
        var byText = lines.ToLookup(line => Encoding.UTF8.GetString(batch[line]), StringComparer.Ordinal);
        var longest = byText.Max(line => line.Key.Length);
        var named = new SortedDictionary<int, string>();
        for (var at = words.IndexOf(Unreadable, StringComparison.Ordinal); at >= 0; at = words.IndexOf(Unreadable, at + 1, StringComparison.Ordinal))
        {
            var from = at + Unreadable.Length;
            // A line may have in it what ends it here.
            for (var end = words.IndexOf("': ", from, StringComparison.Ordinal); end >= 0 && end - from <= longest; end = words.IndexOf("': ", end + 1, StringComparison.Ordinal))
            {
                var found = byText[words[from..end]].ToList();
                if (found.Count == 0) continue;
                foreach (var line in found) named[line] = Shorten("unable to parse: " + Sentence(words[(end + 3)..]));
                break;
            }
        }

        return [.. named.Select(each => (each.Key, each.Value))];
    }

    /// <summary>What stands before the value of the field whose type it says is another, in a line; null where it says no such thing.</summary>
    public byte[]? FieldInConflict()
    {
        if (InputField().Match(words) is not { Success: true } found) return null;
        var line = new Points.LineBuffer();
        return Points.LineText.AppendName(Unquote(found.Groups[1].Value), line) is null ? [.. line.Span, (byte)'='] : null;
    }

    private static string Sentence(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    private static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    /// <summary>Go's quoting is JSON's as far as names go.</summary>
    private static string Unquote(string quoted)
    {
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{quoted}\"") ?? quoted;
        }
        catch (JsonException)
        {
            return quoted;
        }
    }

    [GeneratedRegex(@"\bdropped=(\d+)\s*$")]
    private static partial Regex DroppedCount();

    [GeneratedRegex(@"input field ""((?:[^""\\]|\\.)*)"" on measurement")]
    private static partial Regex InputField();
}
