using System.Net;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Connection;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>A server's answer to a request that writes lines.</summary>
/// <param name="Status">Its code.</param>
/// <param name="Body">Its text, or the beginning of it.</param>
/// <param name="After">How long it asks to wait.</param>
internal sealed record Answer(HttpStatusCode Status, string Body, TimeSpan? After = null)
{
    private const int LongestShown = 500;

    /// <summary>Where it points to, of one that does.</summary>
    public string? Elsewhere { get; init; }

    private string Words => WordsOf(Body);

    /// <summary>What the answer comes to: null when all lines are written.</summary>
    /// <exception cref="RetryableException">The server asks to wait, or has troubles of its own.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be written there; the message says what to do.</exception>
    public Refusal? Verdict(Target target)
    {
        var code = (int)Status;
        if (code is >= 200 and < 300) return null;
        if (Remedy(target) is { } remedy) throw new InvalidOperationException($"{target.Server} answers {Said}: {remedy}");
        if (Status == HttpStatusCode.RequestEntityTooLarge) return new Refusal($"{code} too large");
        if (Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (code >= 500 && !Words.Contains("partial write", StringComparison.Ordinal)))
            throw new RetryableException($"{target.Server} answers {Said}") { After = After };
        return new Refusal(Words.Length > 0 ? Words : $"{code} {Status}");
    }

    private string Said => Words.Length == 0 ? $"{(int)Status} {Status}" : $"{(int)Status} '{(Words.Length > LongestShown ? Words[..LongestShown] + "…" : Words)}'";

    /// <summary>What somebody has to do before anything can be written; null where that is not so.</summary>
    private string? Remedy(Target target) => (int)Status switch
    {
        401 => "write token:, or user: and password:, of somebody who may write there",
        403 => $"give its user or token the right to write to {target.Place ?? "this place"}",
        404 when Says("database") => "make it (CREATE DATABASE), or name another under database",
        404 when Says("bucket") || Says("organization") || Says("org ") => "make it (influx bucket create), or name others under bucket and org",
        404 => $"there is nothing that takes points: see that url is right{(target.Api == InfluxApi.V2 ? "; InfluxDB 1.x is written with api: v1 and a database" : "")}",
        405 or 501 => "there is nothing that takes points: see that url is right",
        >= 300 and < 400 => $"it is elsewhere: write {Elsewhere ?? "where it is"} under url",
        400 when Says("database is required") => "name it under database",
        400 when Says("Please provide either orgID or org") => "name it under org",
        500 when Says("retention policy not found") => "make it (CREATE RETENTION POLICY), or name another under retention_policy",
        _ => null,
    };

    private bool Says(string words) => Words.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>What it says under error or message, where it is an object of JSON; else what it says.</summary>
    private static string WordsOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return body.Trim();
            foreach (var name in (string[])["error", "message"])
                if (json.RootElement.TryGetProperty(name, out var words) && words.ValueKind == JsonValueKind.String) return words.GetString()!.Trim();
        }
        catch (JsonException)
        {
            // No JSON: its words are the body itself.
        }

        return body.Trim();
    }
}
