using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Asks for what pipelines have written, a few questions at a time: each has memory and a thread of its own.</summary>
internal sealed class Asker(ApiSettings settings) : IDisposable
{
    private const string Engine = "duckdb";
    private const int MostAtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);

    // The plugin is loaded when somebody asks for the first time.
    private readonly Lazy<IQueryEngine> _engine = new(() => Find(settings.Plugins));

    /// <summary>The answer to a question, as far as it may go.</summary>
    /// <param name="question">What is asked, and how many rows are wanted.</param>
    /// <param name="bytes">Where its rows end; the first always comes.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="QueryException">It was not answered.</exception>
    /// <exception cref="ApiException">Too many others ask.</exception>
    public async Task<Answer> AskAsync(Question question, long bytes, CancellationToken stop)
    {
        if (!await _slots.WaitAsync(Patience, stop).ConfigureAwait(false))
            throw new ApiException(503, $"{MostAtOnce} questions are being answered, as many as there may be at a time. Ask again in a moment.");
        try
        {
            return await Task.Factory.StartNew(() => Read(question, bytes, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private Answer Read(Question question, long bytes, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = _engine.Value.Ask(question, stop);
        var rows = new List<string?[]>();
        while (bytes > 0 && answer.Next() is { } row)
        {
            rows.Add(row);
            foreach (var cell in row) bytes -= (cell?.Length ?? 0) + sizeof(int);
        }

        return new Answer(answer.Columns, rows, answer.IsCut || bytes <= 0, Stopwatch.GetElapsedTime(began)) { IsTooLong = bytes <= 0 };
    }

    private static IQueryEngine Find(string? plugins)
    {
        var registry = Installed.Registry(plugins);
        return registry.FindQueryEngine(Engine)
            ?? throw new QueryException(registry.Refusal(new Offer(OfferKind.Query, Engine))?.Message ?? $"no plugin of this host offers the query engine '{Engine}'", isRefused: false);
    }
}

/// <summary>What a question was answered.</summary>
/// <param name="Columns">Of the rows.</param>
/// <param name="Rows">As text, a null for each null.</param>
/// <param name="IsCut">There are more rows.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Answer(IReadOnlyList<QueryColumn> Columns, IReadOnlyList<string?[]> Rows, bool IsCut, TimeSpan Took)
{
    /// <summary>It was cut for its bytes.</summary>
    public bool IsTooLong { get; init; }
}
