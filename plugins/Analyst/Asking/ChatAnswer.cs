using System.Text.Json;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>Reads what a chat endpoint answers with success.</summary>
internal static class ChatAnswer
{
    /// <summary>The outcome; where there is no analysis in it, why. Tokens are told in both cases.</summary>
    public static Outcome Read(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Outcome.None(Reasons.NoAnswer);
            return Content(root) with { Tokens = Tokens(root), Model = Text(root, "model") };
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return Outcome.None(Reasons.NoAnswer);
        }
    }

    private static Outcome Content(JsonElement root)
    {
        if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0) return Outcome.None(Reasons.NoAnswer);
        var choice = choices[0];
        if (choice.ValueKind != JsonValueKind.Object || !choice.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object) return Outcome.None(Reasons.NoAnswer);
        if (Text(choice, "finish_reason") == "length") return Outcome.None(Reasons.TooLong);
        if (Text(message, "refusal") is { Length: > 0 }) return Outcome.None($"{Reasons.Refused}: by the model");
        if (Text(message, "content") is not { } content) return Outcome.None(Reasons.NoAnswer);
        var (analysis, why) = AnalysisForm.Read(content);
        return new Outcome(analysis, why);
    }

    private static long? Tokens(JsonElement root)
    {
        if (!root.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object) return null;
        if (Count(usage, "total_tokens") is { } total) return total;
        return Count(usage, "prompt_tokens") + Count(usage, "completion_tokens");
    }

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0 ? count : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
