using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Turns a plan into linked blocks, from the sources down. A transform with one input runs in the block of what it reads
/// from; a hop is paid only at sinks, where several inputs meet, and where keys are spread over lanes.
/// </summary>
internal sealed class GraphBuilder
{
    private readonly Plan _plan;
    private readonly RunScope _scope;
    private readonly Parts _parts;
    private readonly Graph _graph;
    private readonly PipelineTaps? _taps;
    private readonly Dictionary<string, SinkStage> _sinks = [];
    private readonly Dictionary<string, IReadOnlyList<Link>> _fanIns = [];

    private GraphBuilder(Plan plan, RunBasis basis, Parts parts)
    {
        (_plan, _scope, _parts, _taps) = (plan, basis.Scope, parts, basis.Settings.Taps);
        _graph = new Graph(new Location(plan.File, 1, 1), basis.DeadLetters, parts.DeadSink, basis.Barriers);
    }

    /// <summary>The blocks of a run, linked; nothing flows yet.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="basis">The run's.</param>
    /// <param name="parts">The components, those that are not made yet included.</param>
    public static Graph Build(Plan plan, RunBasis basis, Parts parts)
    {
        var builder = new GraphBuilder(plan, basis, parts);
        foreach (var node in plan.Nodes.Where(node => node.Role == Role.Source)) builder.AddSource(node);
        // As the plan has them, whatever leads to them: the first is the one that explain names.
        var order = plan.Nodes.Select((node, i) => (node.Name, i)).ToDictionary();
        builder._graph.Sinks.Sort((one, other) => order[one.Definition.Name].CompareTo(order[other.Definition.Name]));
        return builder._graph;
    }

    private void AddSource(PlanNode node)
    {
        var stage = NewStage();
        var source = _parts.Source(node);
        source.Move(node, stage);
        source.Order.Readers.AddRange(Readers(node, dead: false, stage));
        source.Order.DeadReaders.AddRange(Readers(node, dead: true, stage));
        _graph.Sources.Add(source);
    }

    /// <summary>Everything that reads a node's rows or its dead letters, entered from the stage the node runs in.</summary>
    private List<IReceiver> Readers(PlanNode node, bool dead, Stage stage)
    {
        var readers = new List<IReceiver>();
        // First, so that who looks on sees a row before those who may hold it up.
        if (Tapped(node, dead) is { } point) readers.Add(point);
        var before = readers.Count;
        foreach (var reader in _plan.Nodes)
            for (var input = 0; input < reader.Inputs.Count; input++)
                if (reader.Inputs[input] == new PlanInput(node.Name, dead)) readers.Add(Enter(reader, input, stage));
        if (dead && readers.Count == before) readers.Add(DeadOutlet(stage));
        return readers;
    }

    private TapPoint? Tapped(PlanNode node, bool dead) => _taps?.Point(_plan, new PlanInput(node.Name, dead));

    private ToDeadLetters DeadOutlet(Stage stage) => new(stage.Outlet(_graph.DeadSink.Link));

    private IReceiver Enter(PlanNode node, int input, Stage stage)
    {
        if (node.Inputs.Count > 1) return stage.Outlet(FanInLinks(node)[input]);
        if (node.Role == Role.Sink) return stage.Outlet(Sink(node).Link);
        return _plan.Run.Lanes > 1 && node.Keying is { } keying ? Lanes(node, keying, stage) : Fused(node, stage);
    }

    private Stage NewStage()
    {
        var stage = new Stage(_scope.Clock);
        _graph.Stages.Add(stage);
        return stage;
    }

    private Operator Fused(PlanNode node, Stage stage)
    {
        var made = Place(node, "transform", stage);
        made.Readers.AddRange(Readers(node, dead: false, stage));
        made.DeadReaders.AddRange(Readers(node, dead: true, stage));
        return made;
    }

    private Operator Place(PlanNode node, string part, Stage stage)
    {
        var made = _parts.Operator(node, part);
        made.Move(node, stage);
        _graph.Operators.Add(made);
        return made;
    }

    private SinkStage Sink(PlanNode node)
    {
        if (_sinks.TryGetValue(node.Name, out var known)) return known;
        var sink = _parts.Sink(node);
        sink.Move(node.Definition, Parts.SlotOf(node), _plan.Run.LinkCapacity);
        sink.DeadReaders.AddRange(Readers(node, dead: true, sink.DeadStage));
        _graph.Sinks.Add(sink);
        _graph.SinkNodes[sink] = node;
        _graph.Queue(node, sink.Link);
        return _sinks[node.Name] = sink;
    }

    /// <summary>One link an input, all into one stage.</summary>
    private IReadOnlyList<Link> FanInLinks(PlanNode node)
    {
        if (_fanIns.TryGetValue(node.Name, out var known)) return known;
        var stage = NewStage();
        IFanInReceiver behind = node.Role == Role.Sink
            ? new IntoReaders([stage.Outlet(Sink(node).Link)])
            : new IntoOperator(Fused(node, stage));
        var links = Link(node, new FanIn(node.Inputs.Count, stage, behind), node.Inputs.Count);
        foreach (var link in links) _graph.Queue(node, link);
        return _fanIns[node.Name] = links;
    }

    private Link[] Link(PlanNode node, FanIn fanIn, int inputs)
    {
        _graph.FanIns.Add(fanIn);
        var links = new Link[inputs];
        for (var i = 0; i < inputs; i++)
        {
            var input = i;
            links[i] = new Link(_scope, node.Definition, _plan.Run.LinkCapacity, message => fanIn.HandleAsync(input, message));
        }

        return links;
    }

    /// <summary>A splitter in the stage before, an instance in a block of its own for each lane, and a merge behind them.</summary>
    private LaneSplitter Lanes(PlanNode node, Keying keying, Stage before)
    {
        var (lanes, after) = (_plan.Run.Lanes, NewStage());
        var merge = new LaneMerge(node.Schema, keying.Order, Readers(node, dead: false, after));
        var merged = Link(node, new FanIn(lanes, after, merge, areLanes: true, new LaneProgress(lanes)), lanes);
        var dead = _plan.Readers(node.Name, dead: true).Any() ? DeadLanes(node, lanes) : null;
        var entries = _parts.PartsOf(node).Select((part, lane) => before.Outlet(Lane(node, part, merged[lane], dead?[lane]))).ToList();
        var input = _plan.Node(node.Inputs[0].Node).Schema;
        return new LaneSplitter([.. keying.Columns.Select(input.IndexOf)], entries);
    }

    /// <summary>The wired dead letters of all lanes, brought together before whoever reads them.</summary>
    private Link[] DeadLanes(PlanNode node, int lanes)
    {
        var stage = NewStage();
        return Link(node, new FanIn(lanes, stage, new IntoReaders(Readers(node, dead: true, stage)), areLanes: true), lanes);
    }

    private Link Lane(PlanNode node, string part, Link merged, Link? dead)
    {
        var stage = NewStage();
        Operator? made = null;
        var link = new Link(_scope, node.Definition, _plan.Run.LinkCapacity, message =>
        {
            stage.Arrived = message.Arrived;
            made!.Receive(message);
            return stage.FlushAsync();
        });
        _graph.Queue(node, link);
        made = Place(node, part, stage);
        made.Readers.Add(stage.Outlet(merged));
        if (dead is null && Tapped(node, dead: true) is { } point) made.DeadReaders.Add(point);
        made.DeadReaders.Add(dead is null ? DeadOutlet(stage) : stage.Outlet(dead));
        return link;
    }

    private sealed class IntoOperator(Operator behind) : IFanInReceiver
    {
        public void OnBatch(int input, Batch batch) => behind.Receive(input, Message.Of(batch));

        public void OnSignal(Message signal) => behind.Receive(signal);
    }

    private sealed class IntoReaders(IReadOnlyList<IReceiver> readers) : IFanInReceiver
    {
        public void OnBatch(int input, Batch batch) => OnSignal(Message.Of(batch));

        public void OnSignal(Message signal)
        {
            foreach (var reader in readers) reader.Receive(signal);
        }
    }

    /// <summary>Lets rows through, each batch with the epoch whose barrier its sender has passed; see <see cref="DeadLetterOrder"/>.</summary>
    private sealed class ToDeadLetters(IReceiver outlet) : IReceiver
    {
        private long _passed;

        public void Receive(Message message)
        {
            if (message.Kind == MessageKind.Barrier) _passed = message.Value;
            else if (message.Batch is not null) outlet.Receive(message with { Value = _passed });
        }
    }
}
