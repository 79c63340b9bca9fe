using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>The form of an answer: a schema for the server, and what is believed of what comes back, which is nothing.</summary>
internal static class AnalysisForm
{
    /// <summary>The schema, as JSON (JSON Schema, what strict servers take of it).</summary>
    public const string Schema = """
        {"type":"object","additionalProperties":false,"required":["summary","likely_cause","severity","next_steps"],"properties":{"summary":{"type":"string","description":"What has happened, in one or two sentences"},"likely_cause":{"type":"string","description":"The likeliest cause, and what speaks for it"},"severity":{"type":"string","enum":["info","warning","high","critical"]},"next_steps":{"type":"array","items":{"type":"string"},"description":"What to do next, at most five short steps"}}}
        """;

    private const int LongestText = 4000;
    private const int MostSteps = 20;

    private static readonly string[] Severities = ["info", "warning", "high", "critical"];
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads an answer; where it is none, why.</summary>
    public static (Analysis? Analysis, string? Why) Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement);
        }
        catch (JsonException)
        {
            return (null, Reasons.NoJson);
        }
    }

    /// <summary>As <see cref="Read(string)"/> takes it.</summary>
    public static string Write(Analysis analysis) =>
        JsonSerializer.Serialize(new Dictionary<string, object> { ["summary"] = analysis.Summary, ["likely_cause"] = analysis.LikelyCause, ["severity"] = analysis.Severity, ["next_steps"] = analysis.NextSteps }, Plain);

    private static (Analysis?, string?) Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return Misfit("it is no object");
        var names = json.EnumerateObject().Select(member => member.Name).ToList();
        if (names.Except(["summary", "likely_cause", "severity", "next_steps"]).Any() || names.Distinct().Count() != names.Count) return Misfit("it has members that were not asked for");
        if (Text(json, "summary") is not { } summary) return Misfit("summary is no text");
        if (Text(json, "likely_cause") is not { } cause) return Misfit("likely_cause is no text");
        if (Text(json, "severity") is not { } severity || !Severities.Contains(severity)) return Misfit("severity is none");
        if (!json.TryGetProperty("next_steps", out var list) || list.ValueKind != JsonValueKind.Array) return Misfit("next_steps is no list");
        var steps = list.EnumerateArray().Select(Text).ToList();
        if (steps.Contains(null)) return Misfit("a next step is no text");
        if (steps.Count > MostSteps || steps.Append(summary).Append(cause).Any(text => text!.Length > LongestText)) return (null, Reasons.TooLong);
        return (new Analysis(summary, cause, severity, [.. steps.Select(step => step!)]), null);
    }

    private static (Analysis?, string?) Misfit(string what) => (null, $"{Reasons.WrongForm}: {what}");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? Text(value) : null;

    /// <summary>Without what could steer a terminal.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? string.Concat(value.GetString()!.Select(letter => char.IsControl(letter) && letter != '\n' ? ' ' : letter)) : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair: no text.
        }
    }
}
