using System.Net;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Http;
using StreamGuard.Plugins.Influx.Connection;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>What a server answers to a request that writes lines.</summary>
internal sealed class Answer(HttpAnswer answer)
{
    private readonly string _words = ServerWords.Of(answer.Body);

    private HttpStatusCode Status => answer.Status;

    /// <summary>What the answer comes to: null when all lines are written.</summary>
    /// <exception cref="RetryableException">The server asks to wait, or has troubles of its own.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be written there; the message says what to do.</exception>
    public Refusal? Verdict(Target target)
    {
        var code = (int)Status;
        if (code is >= 200 and < 300) return null;
        if (Remedy(target) is { } remedy) throw new InvalidOperationException($"{target.Server} answers {Said}: {remedy}");
        if (Status == HttpStatusCode.RequestEntityTooLarge) return new Refusal($"{code} too large");
        if (Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (code >= 500 && !_words.Contains("partial write", StringComparison.Ordinal)))
            throw new RetryableException($"{target.Server} answers {Said}") { After = answer.After };
        return new Refusal(_words.Length > 0 ? _words : $"{code} {Status}");
    }

    private string Said => ServerWords.Said(answer);

    /// <summary>What somebody has to do before anything can be written; null where that is not so.</summary>
    private string? Remedy(Target target) => (int)Status switch
    {
        401 => "write token:, or user: and password:, of somebody who may write there",
        403 => $"give its user or token the right to write to {target.Place ?? "this place"}",
        404 when Says("database") => "make it (CREATE DATABASE), or name another under database",
        404 when Says("bucket") || Says("organization") || Says("org ") => "make it (influx bucket create), or name others under bucket and org",
        404 => $"there is nothing that takes points: see that url is right{(target.Api == InfluxApi.V2 ? "; InfluxDB 1.x is written with api: v1 and a database" : "")}",
        405 or 501 => "there is nothing that takes points: see that url is right",
        >= 300 and < 400 => $"it is elsewhere: write {answer.Elsewhere ?? "where it is"} under url",
        400 when Says("database is required") => "name it under database",
        400 when Says("Please provide either orgID or org") => "name it under org",
        500 when Says("retention policy not found") => "make it (CREATE RETENTION POLICY), or name another under retention_policy",
        _ => null,
    };

    private bool Says(string words) => _words.Contains(words, StringComparison.OrdinalIgnoreCase);
}
