using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Feeds;

/// <summary>Rows that the program itself makes, as they come; their positions are their numbers.</summary>
internal sealed class FeedSource(Schema schema, FeedRows rows) : ISource
{
    private const string Partition = "program";

    public bool IsBounded => false;

    public Schema? Bind(SourceBinding binding) => schema;

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var last = rows.Begin();
        var partition = output.Open(Partition, last);
        output.AllOpen();
        try
        {
            while (await rows.NextAsync(stop).ConfigureAwait(false) is { } next)
            {
                await output.WriteAsync(partition, new BatchBuilder(schema).Row(next.Row).Build(), ++last, stop).ConfigureAwait(false);
                // Sinks that show rows with their epoch show them at once, and no run has to bring them again.
                if (next.IsLast) output.AskForEpoch();
            }

            await output.FinishAsync(partition, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    public ValueTask CommitAsync(long epoch, IReadOnlyDictionary<string, long> positions, CancellationToken stop)
    {
        if (positions.TryGetValue(Partition, out var last)) rows.Brought(last);
        return ValueTask.CompletedTask;
    }

    /// <summary>It has no options.</summary>
    internal sealed record Options;
}
