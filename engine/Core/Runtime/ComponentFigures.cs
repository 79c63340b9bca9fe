using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>Gathers what the parts of a graph know of one component; asked while rows flow.</summary>
internal sealed class ComponentFigures(Graph graph, TimeProvider clock)
{
    public ComponentSnapshot Of(PlanNode node)
    {
        if (graph.Sources.Find(source => source.Node.Name == node.Name) is { } source) return Of(node, source);
        if (graph.Sinks.Find(sink => graph.SinkNodes[sink].Name == node.Name) is { } sink) return Of(node, sink);
        return Of(node, graph.Operators.FindAll(known => known.Node.Name == node.Name));
    }

    private ComponentSnapshot Of(PlanNode node, SourceStage source) =>
        new(node, Sum([source.Order.Account]), Known(source.Order.Watermark), Lag(source.Order.Watermark), 0, 0)
        {
            Bytes = source.Bytes,
            Batches = source.Order.Batches,
            Busy = Span(source.BusyTicks),
            Instances = source.Parallelism,
            StateBytes = Saved(node),
            Behind = source.Order.Partitions.Behind,
        };

    private ComponentSnapshot Of(PlanNode node, SinkStage sink) =>
        new(node, Sum([sink.Account]), Known(sink.Watermark), Lag(sink.Watermark), Waiting(node), sink.Link.DroppedRows)
        {
            Bytes = sink.Bytes,
            HasQueue = true,
            Batches = sink.Batches,
            Busy = Span(sink.Busy.Ticks),
            Latency = sink.Latency,
            StateBytes = Saved(node),
        };

    private ComponentSnapshot Of(PlanNode node, List<Operator> instances)
    {
        var watermark = instances.Count == 0 ? long.MinValue : instances.Min(instance => instance.Watermark);
        var keys = instances.Select(instance => instance.Transform.StateKeys).Where(known => known is not null).ToList();
        return new ComponentSnapshot(node, Sum(instances.Select(instance => instance.Account)), Known(watermark), Lag(watermark), Waiting(node), 0)
        {
            HasQueue = graph.Queues(node).Count > 0,
            Batches = instances.Sum(instance => instance.Batches),
            Busy = Span(instances.Sum(instance => instance.Busy.Ticks)),
            Instances = Math.Max(1, instances.Count),
            StateBytes = Saved(node) ?? (instances.Sum(instance => instance.Transform.StateBytes) is > 0 and var estimate ? estimate : null),
            StateKeys = keys.Count == 0 ? null : keys.Sum(),
        };
    }

    private long? Saved(PlanNode node) => graph.SavedBytes.TryGetValue(node.Name, out var bytes) ? bytes : null;

    /// <summary>The fullest of the queues before it.</summary>
    private double Waiting(PlanNode node) => graph.Queues(node).Select(link => link.Fill).DefaultIfEmpty().Max();

    private TimeSpan Span(long ticks) => clock.GetElapsedTime(0, ticks);

    private static long? Known(long watermark) => watermark is long.MinValue or long.MaxValue ? null : watermark;

    private TimeSpan? Lag(long watermark) => Known(watermark) is { } known ? clock.GetUtcNow().UtcDateTime - Timestamps.ToDateTime(known) : null;

    /// <summary>A copy, which stays as it is while rows flow.</summary>
    private static Account Sum(IEnumerable<Account> accounts)
    {
        var sum = new Account();
        foreach (var account in accounts) sum.Add(account);
        return sum;
    }
}
