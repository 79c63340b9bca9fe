using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Schedules;

namespace StreamGuard.Core.Planning;

/// <summary>
/// The checked, typed form of a pipeline: what is asked, not how this machine does it. Data only: options records,
/// schemas, typed expressions, aggregate calls.
/// </summary>
public sealed record Plan
{
    public required string File { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Every component, each behind those it reads from.</summary>
    public required IReadOnlyList<PlanNode> Nodes { get; init; }

    /// <summary>Every source ends by itself.</summary>
    public required bool IsBounded { get; init; }

    /// <summary>The sink of all dead letters that no component's <c>from</c> names; null for the default.</summary>
    public ComponentDefinition? DeadLetters { get; init; }

    public required RunOptions Run { get; init; }

    /// <summary>When a host begins it; null for once, and again when it fails.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>What names in expressions may stand for.</summary>
    public NamedExpressions Named { get; init; } = NamedExpressions.None;

    /// <summary>Some component keeps what depends on the rows it has seen: one host must see them all.</summary>
    public bool KeepsState => Nodes.Any(node => node.State is { IsFixed: false });

    /// <summary>What can be asked for in SQL, by the names of the sinks that write it.</summary>
    public IReadOnlyDictionary<string, QueryTable> Tables =>
        Nodes.Where(node => node.Query is not null).ToDictionary(node => node.Name, node => node.Query!);

    public PlanNode Node(string name) => Nodes.First(node => node.Name == name);

    /// <summary>The nodes that read a node's rows, or its dead letters.</summary>
    public IEnumerable<PlanNode> Readers(string name, bool dead = false) =>
        Nodes.Where(node => node.Inputs.Contains(new PlanInput(name, dead)));
}

/// <summary>One component of a plan.</summary>
public sealed record PlanNode
{
    public required ComponentDefinition Definition { get; init; }

    public string Name => Definition.Name;

    public Role Role => Definition.Type.Role;

    /// <summary>The component's kind, as in the file.</summary>
    public string Kind => Definition.Type.Name;

    public IReadOnlyList<PlanInput> Inputs { get; init; } = [];

    /// <summary>Of the rows it sends; for a sink, of those it takes.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Typed expressions by option path.</summary>
    public IReadOnlyDictionary<string, Expression> Expressions { get; init; } = new Dictionary<string, Expression>();

    /// <summary>Expressions over a row and its history, by option path.</summary>
    public IReadOnlyDictionary<string, HistoryExpression> Histories { get; init; } = new Dictionary<string, HistoryExpression>();

    /// <summary>Aggregates by option path.</summary>
    public IReadOnlyDictionary<string, AggregateExpression> Aggregates { get; init; } = new Dictionary<string, AggregateExpression>();

    /// <summary>The named expressions that stand in its expressions and aggregates: name to text.</summary>
    public IReadOnlyDictionary<string, string> Named { get; init; } = new Dictionary<string, string>();

    /// <summary>What bounds its state; null when it keeps none.</summary>
    public StateBound? State { get; init; }

    /// <summary>Set when rows of equal key may be spread over instances.</summary>
    public Keying? Keying { get; init; }

    /// <summary>What a sink guarantees; null for other components.</summary>
    public SinkGuarantee? Guarantee { get; init; }

    /// <summary>The buffer on disk before a sink; null where there is none.</summary>
    public BufferPlan? Buffer { get; init; }

    /// <summary>What a sink writes that can be asked for in SQL; null for others.</summary>
    public QueryTable? Query { get; init; }

    /// <summary>Of what the component's saved state is written for: state with another does not fit.</summary>
    public Lazy<string> Fingerprint { get; init; } = new("");

    /// <summary>It keeps what depends on what it has seen or written, which a checkpoint holds.</summary>
    public bool SavesState { get; init; }

    /// <summary>See <see cref="ISink.IsTransactional"/>.</summary>
    public bool IsTransactional { get; init; }

    /// <summary>Remarks for explain.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A wire: the node it comes from, and whether it carries that node's dead letters.</summary>
public sealed record PlanInput(string Node, bool Dead)
{
    public override string ToString() => Dead ? $"{Node}.dead" : Node;
}

/// <summary>A bound on a component's state, or the reason why there is none.</summary>
public sealed record StateBound(bool IsBounded, string Text)
{
    /// <summary>No row changes it: a table, or nothing at all.</summary>
    public bool IsFixed { get; init; }

    public override string ToString() => IsBounded ? Text : $"unbounded: {Text}";
}

/// <summary>Rows of equal key belong to one instance; what a watermark makes them emit is merged in this order.</summary>
public sealed record Keying(IReadOnlyList<string> Columns, IReadOnlyList<string> Order);

/// <summary>A buffer on disk before a sink.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Size">How much may wait in it.</param>
/// <param name="IsShownByEpoch">The sink shows rows epoch by epoch, and is given the pipeline's; others may be asked to at any time.</param>
public sealed record BufferPlan(string Path, ByteSize Size, bool IsShownByEpoch)
{
    public override string ToString() => $"on disk in {Path}, {Size} at most";
}

/// <summary>How often a row may arrive, when it can be seen, and why this is less than the sink alone could guarantee.</summary>
public sealed record SinkGuarantee(Delivery Delivery, string Visible, string? Reason = null)
{
    public override string ToString() =>
        $"{(Delivery == Delivery.ExactlyOnce ? "exactly once" : "at least once")}, {Visible}{(Reason is null ? "" : $"; {Reason}")}";
}
