using StreamGuard.Contracts;
using StreamGuard.Plugins.Http.Options;

namespace StreamGuard.Plugins.Webhook;

/// <summary>
/// Sends each row as JSON over HTTP to whoever is to know of it: a chat room, a pager, a ticket system. Rows are sent at
/// once and in order. A server that does not answer, is in trouble, or asks to wait (429 and Retry-After) is asked again;
/// a row that it refuses (another 4xx) becomes a dead letter with the server's words. A redirection is followed only
/// within the server and with the row (307, 308). After a crash rows may be sent again: the header Idempotency-Key has
/// the alert's own id, so that the receiver can tell.
/// </summary>
/// <example>
/// webhook:
///   url: { env: PAGER_URL }
///   headers:
///     Authorization: { file: /run/secrets/pager-token }
///     X-Team: security
///   template: '{"title": "{rule} ({severity})", "text": "{message}", "user": "{user}"}'
///   timeout: 10s
/// </example>
public sealed record WebhookSinkOptions
{
    /// <summary>Where rows go: an address with http:// or https://. Of one that is a secret write env or file; of any only the server is printed.</summary>
    public required SecretText Url { get; init; }

    /// <summary>How they are sent.</summary>
    public WebhookMethod Method { get; init; } = WebhookMethod.Post;

    /// <summary>Headers of each request: names and values. A secret is written as env, file or ${NAME}.</summary>
    public IReadOnlyDictionary<string, SecretText> Headers { get; init; } = new Dictionary<string, SecretText>();

    /// <summary>
    /// What is sent of a row: JSON in whose texts {column} or {column:format} stands for a value of the row; a text that is
    /// a column alone becomes its value, a number, list or null. Unless said otherwise an object of all columns.
    /// </summary>
    [NotEmpty]
    public string? Template { get; init; }

    /// <summary>Rows of one request at the most, which are sent as a list: those that are there together. Unless said otherwise each row is a request of its own.</summary>
    [Between(1, 10_000)]
    public int? Batch { get; init; }

    /// <summary>The column whose value, the same when a row is sent again, goes into the header Idempotency-Key; unless said otherwise alert_id where there is one.</summary>
    [NotEmpty]
    public string? IdempotencyKey { get; init; }

    /// <summary>How long an answer may take before a row is sent again.</summary>
    [Positive]
    public Duration Timeout { get; init; } = Duration.FromSeconds(30);
}

/// <summary>Methods of HTTP that carry a body.</summary>
public enum WebhookMethod
{
    /// <summary>POST.</summary>
    Post,

    /// <summary>PUT.</summary>
    Put,

    /// <summary>PATCH.</summary>
    Patch,
}
