namespace StreamGuard.Core.Runtime;

/// <summary>
/// Who commits an epoch after whom. What cannot be committed again goes first: the others are finished from the checkpoint
/// after a crash. Of several that commit apart, the first sink's is the last: whatever a crash leaves behind it, a restart
/// goes by that one, and only the others may repeat rows. Positions of a source go into that transaction, or are committed
/// behind everything: they are never ahead of the epoch that a restart goes by.
/// </summary>
internal static class CommitOrder
{
    public static IEnumerable<Func<PendingCheckpoint, Task>> Of(Graph graph)
    {
        List<SinkStage> sinks = [.. graph.Sinks, graph.DeadSink];
        var first = sinks.Find(sink => sink.IsTransactional)?.CommitsWith;
        return
        [
            .. Of(sinks.Where(sink => sink.IsTransactional && sink.CommitsWith != first)),
            .. Of(graph.Sources.Where(source => source.CommitsWith is { } with && with == first)),
            .. Of(sinks.Where(sink => sink.IsTransactional && sink.CommitsWith == first)),
            .. Of(sinks.Where(sink => !sink.IsTransactional)),
            .. Of(graph.Sources.Where(source => source.CommitsWith is null || source.CommitsWith != first)),
        ];
    }

    private static IEnumerable<Func<PendingCheckpoint, Task>> Of(IEnumerable<SinkStage> sinks) =>
        sinks.Select<SinkStage, Func<PendingCheckpoint, Task>>(sink => pending => sink.CommitAsync(pending.Epoch));

    private static IEnumerable<Func<PendingCheckpoint, Task>> Of(IEnumerable<SourceStage> sources) =>
        sources.Select<SourceStage, Func<PendingCheckpoint, Task>>(source => pending => source.CommitAsync(pending.Epoch, pending.Positions(source.Node.Name)));
}
