using StreamGuard.Contracts;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Stored;

/// <summary>What the API answers from, with full paths.</summary>
internal sealed record ApiSettings
{
    /// <summary>Stores that are asked beside those of the host's pipelines.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>The folder of training sets and bundles.</summary>
    public string Data { get; init; } = Path.GetFullPath("data");

    /// <summary>Most rows of a page.</summary>
    public int Rows { get; init; } = new ApiOptions().Rows;

    /// <summary>Most bytes of rows in an answer.</summary>
    public long Bytes { get; init; } = new ApiOptions().Bytes.Bytes;

    /// <summary>Longest work on a page.</summary>
    public TimeSpan Time { get; init; } = new ApiOptions().Time.TimeSpan;

    /// <summary>Questions in SQL.</summary>
    public QueryOptions Query { get; init; } = new();

    /// <summary>Columns that are not to be seen.</summary>
    public ColumnMask Mask { get; init; } = ColumnMask.None;

    /// <summary>One more folder of plugins; null for none.</summary>
    public string? Plugins { get; init; }

    /// <param name="options">The host file's.</param>
    /// <param name="folder">The host file's folder.</param>
    public static ApiSettings Of(HostOptions options, string folder) => new()
    {
        Stores = [.. options.Api.Stores.Select(store => Path.GetFullPath(store, folder))],
        Data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Api.Data)),
        Rows = options.Api.Rows,
        Bytes = options.Api.Bytes.Bytes,
        Time = options.Api.Time.TimeSpan,
        Query = options.Api.Query,
        Plugins = options.Plugins,
    };
}
