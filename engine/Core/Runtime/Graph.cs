using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>The linked blocks of one run.</summary>
internal sealed class Graph(Location file, DeadLetterWriter deadLetters, SinkStage deadSink, BarrierLog barriers)
{
    private Dictionary<string, long> _earlier = [];

    /// <summary>The pipeline file, where what is said concerns no component.</summary>
    public Location File { get; } = file;

    public List<SourceStage> Sources { get; } = [];

    public List<SinkStage> Sinks { get; } = [];

    public List<FanIn> FanIns { get; } = [];

    /// <summary>Every instance of every transform, and the link it is fed by where it does not run in its input's block.</summary>
    public List<(Operator Operator, Link? Link)> Operators { get; } = [];

    public Dictionary<SinkStage, PlanNode> SinkNodes { get; } = [];

    public DeadLetterWriter DeadLetters { get; } = deadLetters;

    /// <summary>The sink of dead letters; not among <see cref="Sinks"/>, because it ends after all others.</summary>
    public SinkStage DeadSink { get; } = deadSink;

    public BarrierLog Barriers { get; } = barriers;

    public RunSnapshot Snapshot(Plan plan, TimeSpan elapsed, DateTimeOffset now, CheckpointFigures checkpoints) => new(
        elapsed,
        [.. plan.Nodes.Select(node => Component(node, now) with { Earlier = _earlier.GetValueOrDefault(node.Name) })],
        Sources.Sum(source => source.Order.Sequenced),
        Sources.Any(source => source.Expected == 0) ? 0 : Sources.Sum(source => source.Expected),
        DeadLetters.Reasons.ToDictionary(),
        checkpoints,
        Barriers.Unbalanced)
    {
        DoneEarlier = Sources.Sum(source => source.Order.SequencedEarlier),
        Waits = Sources.Select(source => (source.Node.Name, source.Waits))
            .Concat(Sinks.Append(DeadSink).Select(sink => (sink.Definition.Name, sink.Waits)))
            .Where(each => each.Waits is not null).ToDictionary(each => each.Name, each => each.Waits!),
        Buffers = Sinks.Select(sink => (sink.Definition.Name, sink.Buffer?.Figures))
            .Where(each => each.Figures is not null).ToDictionary(each => each.Name, each => each.Figures!),
    };

    /// <summary>What the accounts hold now, restored and before anything flows, was done by earlier runs.</summary>
    public void NoteEarlier(Plan plan) =>
        _earlier = plan.Nodes.ToDictionary(node => node.Name, node => Component(node, DateTimeOffset.UnixEpoch).Account.In);

    private ComponentSnapshot Component(PlanNode node, DateTimeOffset now)
    {
        if (Sources.Find(source => source.Node.Name == node.Name) is { } source)
            return new ComponentSnapshot(node, source.Order.Account, Known(source.Order.Watermark), Lag(source.Order.Watermark, now), 0, 0);
        if (Sinks.Find(sink => SinkNodes[sink].Name == node.Name) is { } sink)
            return new ComponentSnapshot(node, sink.Account, Known(sink.Watermark), Lag(sink.Watermark, now), (double)sink.Link.Waiting / sink.Link.Capacity, sink.Link.DroppedRows);

        var instances = Operators.Where(known => known.Operator.Node.Name == node.Name).ToList();
        var watermark = instances.Count == 0 ? long.MinValue : instances.Min(known => known.Operator.Watermark);
        var waiting = instances.Max(known => known.Link is { } link ? (double)link.Waiting / link.Capacity : 0);
        return new ComponentSnapshot(node, Sum(instances.Select(known => known.Operator.Account)), Known(watermark), Lag(watermark, now), waiting, 0);
    }

    private static long? Known(long watermark) => watermark is long.MinValue or long.MaxValue ? null : watermark;

    private static TimeSpan? Lag(long watermark, DateTimeOffset now) =>
        Known(watermark) is { } known ? now.UtcDateTime - Timestamps.ToDateTime(known) : null;

    private static Account Sum(IEnumerable<Account> accounts)
    {
        var sum = new Account();
        foreach (var account in accounts) sum.Add(account);
        return sum;
    }
}
