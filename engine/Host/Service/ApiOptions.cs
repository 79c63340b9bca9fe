using StreamGuard.Contracts;

namespace StreamGuard.Host.Service;

/// <summary>What the API answers from, and how much. What pipelines of the host keep is found without being named.</summary>
public sealed record ApiOptions
{
    /// <summary>Stores that are asked beside those that the host's pipelines write to: files of the sink store. Relative to the host file.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>The folder that training sets and model bundles are found in, at any depth; nothing outside is given away. Relative to root.</summary>
    [NotEmpty]
    public string Data { get; init; } = "data";

    /// <summary>Most rows of a page.</summary>
    [Positive]
    public int Rows { get; init; } = 1000;

    /// <summary>Most bytes of rows in an answer; a page ends there, and the next one goes on.</summary>
    public ByteSize Bytes { get; init; } = new(8 * 1024 * 1024);

    /// <summary>Longest work on a page.</summary>
    [Positive]
    public Duration Time { get; init; } = Duration.FromSeconds(10);

    /// <summary>Questions in SQL by anybody who may ask the host: /api/query.</summary>
    public QueryOptions Query { get; init; } = new();
}

/// <summary>Questions in SQL that read; not answered unless enabled.</summary>
public sealed record QueryOptions
{
    /// <summary>Answer them.</summary>
    public bool Enabled { get; init; }

    /// <summary>Most rows of an answer.</summary>
    [Positive]
    public int Rows { get; init; } = 10_000;

    /// <summary>Most bytes of an answer's rows.</summary>
    public ByteSize Bytes { get; init; } = new(8 * 1024 * 1024);

    /// <summary>Longest work on a question; then it is stopped.</summary>
    [Positive]
    public Duration Time { get; init; } = Duration.FromSeconds(10);
}
