using StreamGuard.Contracts;
using StreamGuard.Plugins.Http.Options;

namespace StreamGuard.Plugins.Analyst;

/// <summary>
/// Has chosen alerts explained by a language model, behind an endpoint that speaks OpenAI's chat completions. Each chosen row
/// goes on with the answer behind its columns: <c>summary</c>, <c>likely_cause</c>, <c>assessed_severity</c> (info, warning, high,
/// critical), <c>next_steps</c>, <c>analysed</c>, <c>not_analysed</c> (why not, else null), <c>model</c>, <c>tokens</c>, <c>from_cache</c> and
/// <c>analysed_at</c>; the other rows are left out. The stream never waits for an answer: rows are asked about one beside the
/// other and leave, in whatever order, with the next rows, watermark or checkpoint behind their answer. What is too slow, too
/// much, refused or no answer goes on as not analysed. A second input, if there is one, is what the context is taken from; a
/// row then waits for the watermark to reach it, so that what was before it has come.
/// </summary>
/// <example>
/// analyze:
///   endpoint: http://localhost:8080/v1
///   model: local
///   key: { env: ANALYST_KEY }
///   choose: { severity: high, one_per: { key: user, every: 1h } }
///   context: { key: user, features: [failures_10m, distinct_ips], last_rows: 20, columns: [timestamp, event_type, status] }
///   mask: [user, source_ip]
///   budget: { requests_per_day: 500, tokens_per_day: 200000 }
/// </example>
public sealed record AnalyzeOptions
{
    /// <summary>The server's address, with what stands before /chat/completions: http://localhost:8080/v1. Left out or empty nothing is asked, and chosen rows go on as not analysed.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model to ask, as the server calls it.</summary>
    public string? Model { get; init; }

    /// <summary>What lets in, sent as a bearer's token; empty for a server that lets in everybody.</summary>
    public SecretText? Key { get; init; }

    /// <summary>Which rows are asked about: those that meet every condition; unless said otherwise all.</summary>
    public AnalyzeChoice Choose { get; init; } = new();

    /// <summary>
    /// What is asked: text in which {alert} stands for the row, {features} for the key's features beside those of all keys,
    /// {last_rows} for its last rows, and {column} for a value, all of them as JSON; {{ and }} are braces.
    /// </summary>
    [NotEmpty]
    public string? Template { get; init; }

    /// <summary>What is told of the row's key besides the row.</summary>
    public AnalyzeContext? Context { get; init; }

    /// <summary>
    /// Columns whose values never leave: each is sent as [column-1] and the like, wherever it stands in what is sent, and put
    /// back into the answer.
    /// </summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>How much is asked in a day of UTC; counted before a request leaves, in a file, so that nothing that happens makes it more.</summary>
    public AnalyzeBudget Budget { get; init; } = new();

    /// <summary>Answers that are used again for what is the same to the last letter, once masked.</summary>
    public AnalyzeCache Cache { get; init; } = new();

    /// <summary>The folder of the budget and of the cache, of this component alone; unless said otherwise data/analyses/PIPELINE/COMPONENT.</summary>
    [NotEmpty]
    public string? Folder { get; init; }

    /// <summary>How long an answer may take.</summary>
    [Positive]
    public Duration Timeout { get; init; } = Duration.FromSeconds(30);

    /// <summary>How often a row is asked about when the server is in trouble, says nothing, or asks to wait; each time counts.</summary>
    [Between(1, 10)]
    public int Attempts { get; init; } = 2;

    /// <summary>Tokens of an answer at the most.</summary>
    [Between(50, 100_000)]
    public int AnswerTokens { get; init; } = 800;

    /// <summary>How long a prompt may be; a longer one leaves out the oldest of the last rows.</summary>
    public ByteSize LongestPrompt { get; init; } = new(32 << 10);

    /// <summary>Rows that wait for an answer at the most; more of them go on as not analysed.</summary>
    [Between(1, 10_000)]
    public int Queue { get; init; } = 100;

    /// <summary>Requests under way at once.</summary>
    [Between(1, 64)]
    public int Parallel { get; init; } = 2;

    /// <summary>How long the end of a bounded input waits for answers.</summary>
    [NotNegative]
    public Duration WaitAtEnd { get; init; } = Duration.FromSeconds(120);
}

/// <summary>Conditions on rows, all of which must be met.</summary>
public sealed record AnalyzeChoice
{
    /// <summary>Names of rules: the column rule is one of them.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>The column severity is this or a graver one.</summary>
    public AlertSeverity? Severity { get; init; }

    /// <summary>A condition on the row.</summary>
    public ExpressionText? When { get; init; }

    /// <summary>A share of the rows, the same ones in a replay.</summary>
    [Between(0, 1)]
    public double Sample { get; init; } = 1;

    /// <summary>One row of a key, and no other for a while.</summary>
    public AnalyzeOnePer? OnePer { get; init; }
}

/// <summary>How grave an alert is.</summary>
public enum AlertSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Worth a look.</summary>
    Warning,

    /// <summary>Somebody should act.</summary>
    High,

    /// <summary>Somebody should act now.</summary>
    Critical,
}

/// <summary>One row of a key, and no other for a while.</summary>
public sealed record AnalyzeOnePer
{
    /// <summary>Columns of the key.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>For how long no other, by event time where there is one, else by the clock.</summary>
    [Positive]
    public required Duration Every { get; init; }
}

/// <summary>What is told of a row's key.</summary>
public sealed record AnalyzeContext
{
    /// <summary>The key's columns, in the rows that are asked about and in those the context is taken from.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Numeric columns that are told beside the median and the 95th percentile of the newest values of all keys.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The key's last rows, so many at the most.</summary>
    [Between(0, 1000)]
    public int LastRows { get; init; } = 20;

    /// <summary>Columns of those that are told; unless said otherwise all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Keys that are remembered; of more the longest unseen is forgotten.</summary>
    [Between(1, 10_000_000)]
    public int MaxKeys { get; init; } = 10_000;
}

/// <summary>How much is asked in a day of UTC.</summary>
public sealed record AnalyzeBudget
{
    /// <summary>Requests.</summary>
    [Positive]
    public int RequestsPerDay { get; init; } = 500;

    /// <summary>Tokens of prompts and answers; before an answer says how many there were, a token a byte is counted.</summary>
    [Positive]
    public long TokensPerDay { get; init; } = 1_000_000;
}

/// <summary>Answers that are used again.</summary>
public sealed record AnalyzeCache
{
    /// <summary>How many are kept; 0 for none.</summary>
    [Between(0, 100_000)]
    public int Answers { get; init; } = 1000;

    /// <summary>For how long.</summary>
    [Positive]
    public Duration Age { get; init; } = Duration.FromSeconds(7 * 86400);
}
