using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>Compares one component as two plans have it.</summary>
internal sealed class ComponentComparison(Plan before, Plan after, PlanNode old, PlanNode next)
{
    /// <summary>Of a sink with a buffer.</summary>
    public const string WhyBuffered = "rows wait in its buffer or are being delivered";

    private const string OtherKind = "kind";
    private const string OtherColumns = "columns coming in";

    public ComponentChange Result()
    {
        var differences = Differences().ToList();
        var (state, reason) = differences.Count == 0 ? (Keeps ? StateFate.Kept : StateFate.None, null) : State();
        return new ComponentChange(next.Name, next.Role, next.Kind, differences.Count == 0 ? ComponentFate.Unchanged : ComponentFate.Changed, state)
        {
            Differences = differences,
            Reads = next.Inputs,
            ReadBefore = old.Inputs.SequenceEqual(next.Inputs) ? null : old.Inputs,
            Reason = reason,
            NeedsRestart = differences.Count > 0 && (old.Buffer ?? next.Buffer) is not null ? WhyBuffered : null,
        };
    }

    private bool Keeps => old.Role == Role.Source || old.SavesState || old.Buffer is not null;

    private bool Fits => old.Kind == next.Kind && old.Fingerprint.Value == next.Fingerprint.Value;

    private IEnumerable<string> Differences()
    {
        if (old.Kind != next.Kind) return [OtherKind];
        var own = Options(next.Kind, old.Definition.Options.Value, next.Definition.Options.Value);
        return own.Concat((old.Definition, next.Definition) switch
        {
            (SourceDefinition one, SourceDefinition other) => OfSource(one, other),
            (SinkDefinition one, SinkDefinition other) => OfSink(one, other),
            _ => LanesOf(before, old) == LanesOf(after, next) ? [] : ["runtime.lanes"],
        }).Concat(OfSurroundings());
    }

    private static IEnumerable<string> OfSource(SourceDefinition one, SourceDefinition other)
    {
        if (one.Decoder?.Type.Name != other.Decoder?.Type.Name) yield return "decode";
        else if (one.Decoder is { } decoder)
            foreach (var path in Options($"decode.{decoder.Type.Name}", decoder.Options.Value, other.Decoder!.Options.Value)) yield return path;
        foreach (var path in Options("columns", Columns(one), Columns(other))) yield return path;
        foreach (var path in Options("event_time", one.EventTime, other.EventTime)) yield return path;
        foreach (var path in OptionDifferences.Of(one.Common, other.Common)) yield return path;
    }

    private static Dictionary<string, ColumnSpec> Columns(SourceDefinition source) => source.Columns.ToDictionary(column => column.Name);

    private IEnumerable<string> OfSink(SinkDefinition one, SinkDefinition other)
    {
        foreach (var path in OptionDifferences.Of(one.Common, other.Common)) yield return path;
        // Beside the checkpoints, where the file does not say.
        if (old.Buffer is { } buffer && next.Buffer is { } moved && buffer.Path != moved.Path) yield return "buffer.path";
    }

    /// <summary>What is not written with the component and yet is bound into it.</summary>
    private IEnumerable<string> OfSurroundings()
    {
        foreach (var (name, text) in next.Named.Where(named => old.Named.GetValueOrDefault(named.Key) != named.Value)) yield return $"expression {name}";
        if (!InputsOf(before, old).SequenceEqual(InputsOf(after, next))) yield return OtherColumns;
        if (next.Role != Role.Source && before.IsBounded != after.IsBounded) yield return "whether the input ends";
    }

    private static IEnumerable<string> InputsOf(Plan plan, PlanNode node) => node.Inputs.Select(input =>
    {
        var schema = input.Dead ? DeadLetterSchema.Instance : plan.Node(input.Node).Schema;
        return $"{schema}, by {schema.EventTime}, {string.Join('/', schema.Identity)}, {schema.IsUpdating}";
    });

    private static IEnumerable<string> Options(string under, object? one, object? other) =>
        (one is null) != (other is null) ? [under] : OptionDifferences.Of(one, other).Select(path => $"{under}.{path}");

    private (StateFate, string?) State() => next.Role switch
    {
        Role.Source => OfPositions(),
        Role.Sink => OfSink(),
        _ => OfTransform(),
    };

    private (StateFate, string?) OfPositions()
    {
        if (old.Kind != next.Kind) return (StateFate.Lost, "how far it was read is forgotten");
        var (one, other) = (((SourceDefinition)old.Definition).EventTime, ((SourceDefinition)next.Definition).EventTime);
        return one is null || (one.Column == other?.Column && one.Per == other.Per) ? (StateFate.Kept, null) : (StateFate.Migrated, "its event time is another: the watermark begins anew");
    }

    private (StateFate, string?) OfSink()
    {
        if (old.Buffer is { } buffer)
            return next.Buffer?.Path == buffer.Path && Fits ? (StateFate.Kept, null) : (StateFate.Lost, "rows in its buffer that are not delivered stay there");
        if (!old.SavesState) return (StateFate.None, null);
        return Fits && next.Buffer is null ? (StateFate.Kept, null) : (StateFate.Finished, null);
    }

    private (StateFate, string?) OfTransform()
    {
        if (!old.SavesState) return (StateFate.None, null);
        if (!Fits) return (StateFate.Lost, null);
        var (one, other) = (LanesOf(before, old), LanesOf(after, next));
        if (one == other) return (StateFate.Kept, null);
        return next.Definition.Type.Create(next.Definition.Options.Value) is IKeyedState
            ? (StateFate.Migrated, $"from {Lanes(one)} to {Lanes(other)}")
            : (StateFate.Lost, $"it has {Lanes(other)} in place of {one}, and its state cannot be spread anew");
    }

    private static int LanesOf(Plan plan, PlanNode node) => node is { Keying: not null, Inputs.Count: 1 } ? plan.Run.Lanes : 1;

    private static string Lanes(int count) => count == 1 ? "1 lane" : $"{count} lanes";
}
