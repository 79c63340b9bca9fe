using System.Text.Json;

namespace StreamGuard.Plugins.Http;

/// <summary>What a server says in an answer that is no success.</summary>
internal static class ServerWords
{
    private const int LongestShown = 500;

    /// <summary>What it says under error, message or detail, where it is an object of JSON; else what it says.</summary>
    public static string Of(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return (Find(json.RootElement) ?? body).Trim();
        }
        catch (JsonException)
        {
            return body.Trim(); // No JSON: its words are the body itself.
        }
    }

    /// <summary>Cut where it is too long to be shown.</summary>
    public static string Shorten(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "…";

    /// <summary>The code with its words, not too long: 503 'try again'.</summary>
    public static string Said(HttpAnswer answer)
    {
        var words = Shorten(Of(answer.Body));
        return words.Length == 0 ? $"{(int)answer.Status} {answer.Status}" : $"{(int)answer.Status} '{words}'";
    }

    private static string? Find(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) return null;
        foreach (var name in (string[])["error", "message", "detail"])
        {
            if (!answer.TryGetProperty(name, out var words)) continue;
            if (words.ValueKind == JsonValueKind.String) return words.GetString();
            if (Find(words) is { } inner) return inner;
        }

        return null;
    }
}
