using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>The linked blocks of one run.</summary>
internal sealed class Graph(Location file, DeadLetterWriter deadLetters, SinkStage deadSink, BarrierLog barriers)
{
    private readonly Dictionary<string, List<Link>> _queues = [];
    private Dictionary<string, Account> _before = [];

    /// <summary>The links that a component is fed by, of all its inputs and lanes; none where it runs in its input's block.</summary>
    public IReadOnlyList<Link> Queues(PlanNode node) => _queues.GetValueOrDefault(node.Name) ?? [];

    /// <summary>Bytes that each component had in the last checkpoint written.</summary>
    public IReadOnlyDictionary<string, long> SavedBytes { get; set; } = new Dictionary<string, long>();

    /// <summary>The pipeline file, where what is said concerns no component.</summary>
    public Location File { get; } = file;

    public List<SourceStage> Sources { get; } = [];

    public List<SinkStage> Sinks { get; } = [];

    public List<FanIn> FanIns { get; } = [];

    /// <summary>Every instance of every transform.</summary>
    public List<Operator> Operators { get; } = [];

    public List<Stage> Stages { get; } = [];

    public Dictionary<SinkStage, PlanNode> SinkNodes { get; } = [];

    public DeadLetterWriter DeadLetters { get; } = deadLetters;

    /// <summary>The sink of dead letters; not among <see cref="Sinks"/>, because it ends after all others.</summary>
    public SinkStage DeadSink { get; } = deadSink;

    public BarrierLog Barriers { get; } = barriers;

    public RunSnapshot Snapshot(Plan plan, TimeSpan elapsed, TimeProvider clock, CheckpointFigures checkpoints)
    {
        var figures = new ComponentFigures(this, clock);
        return new(
            elapsed,
            [.. plan.Nodes.Select(node => _before.TryGetValue(node.Name, out var before) ? figures.Of(node) with { Before = before } : figures.Of(node))],
            Sources.Sum(source => source.Order.Partitions.Done),
            Sources.Any(source => source.Expected == 0) ? 0 : Sources.Sum(source => source.Expected),
            DeadLetters.Reasons.ToDictionary(),
            checkpoints,
            Barriers.Unbalanced)
        {
            DoneEarlier = Sources.Sum(source => source.Order.Partitions.DoneEarlier),
            Waits = Sources.Select(source => (source.Node.Name, source.Waits))
                .Concat(Sinks.Append(DeadSink).Select(sink => (sink.Definition.Name, sink.Waits)))
                .Where(each => each.Waits is not null).ToDictionary(each => each.Name, each => each.Waits!),
            Buffers = Sinks.Select(sink => (sink.Definition.Name, sink.Buffer?.Figures))
                .Where(each => each.Figures is not null).ToDictionary(each => each.Name, each => each.Figures!),
        };
    }

    /// <summary>Notes a link that a component is fed by.</summary>
    public void Queue(PlanNode node, Link link)
    {
        if (!_queues.TryGetValue(node.Name, out var links)) _queues[node.Name] = links = [];
        links.Add(link);
    }

    /// <summary>The longest time that one block stood still for an epoch, to save or to prepare; known when it has passed them all.</summary>
    public TimeSpan StoodStillFor(long epoch) =>
        Stages.Select(stage => stage.Still.For(epoch)).Concat(Sinks.Select(sink => sink.StoodStillFor(epoch))).DefaultIfEmpty().Max();

    /// <summary>Goes on from an earlier graph of the same run.</summary>
    public void GoOnFrom(Graph earlier) => (_before, SavedBytes) = (earlier._before, earlier.SavedBytes);

    /// <summary>What the accounts hold now, restored and before anything flows, was done by earlier runs.</summary>
    public void NoteEarlier(Plan plan)
    {
        var figures = new ComponentFigures(this, TimeProvider.System);
        _before = plan.Nodes.ToDictionary(node => node.Name, node =>
        {
            var before = new Account();
            before.Add(figures.Of(node).Account);
            return before;
        });
    }
}
