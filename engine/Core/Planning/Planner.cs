using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning;

/// <summary>
/// Types a whole pipeline before anything is opened: wires, schemas, expressions, windows, bounds on state, guarantees.
/// Touches nothing outside the definition.
/// </summary>
public sealed class Planner
{
    private readonly PipelineDefinition _pipeline;
    private readonly BindingScope _scope;
    private readonly Dictionary<string, PlanNode> _nodes = [];
    private readonly CommitPlanning _commits = new();

    private Planner(PipelineDefinition pipeline, BindingScope scope) => (_pipeline, _scope) = (pipeline, scope);

    /// <summary>The plan; null when there were errors, all of which are in <paramref name="problems"/>.</summary>
    public static Plan? Plan(PipelineDefinition pipeline, Registry registry, TimeProvider clock, Problems problems)
    {
        var order = new Wiring(pipeline, problems).Order();
        var bounded = pipeline.Sources.All(source => ((ISource)source.Type.Create(source.Options.Value)).IsBounded);
        var planner = new Planner(pipeline, new BindingScope(pipeline.Name, bounded, pipeline.Run.CheckpointPath is not null, clock, registry, problems) { Named = pipeline.Named });
        foreach (var component in order) planner.Bind(component);
        if (pipeline.DeadLetters is { } dead) planner.BindDeadLetters(dead);
        var schedule = SchedulePlanning.Of(pipeline, bounded, clock, problems);
        if (problems.HasErrors) return null;
        return new Plan
        {
            File = pipeline.File,
            Name = pipeline.Name,
            Description = pipeline.Description,
            Nodes = [.. order.Select(component => planner._nodes[component.Name])],
            IsBounded = bounded,
            DeadLetters = pipeline.DeadLetters,
            Run = pipeline.Run,
            Named = pipeline.Named,
            Schedule = schedule,
        };
    }

    /// <summary>Binds one component; where an input could not be typed, nothing more is said of what stands behind it.</summary>
    private void Bind(ComponentDefinition component)
    {
        var binding = new ComponentBinding(_scope, component.Name, component.Options);
        var schema = component switch
        {
            SourceDefinition source => SourcePlanning.Bind(source, binding, _scope),
            TransformDefinition transform => BindTransform(transform, binding),
            SinkDefinition sink => BindSink(sink, binding),
            _ => null,
        };
        if (schema is null) return;
        if (component is SourceDefinition read) WarnOfHidden(read, schema);
        var own = component is SinkDefinition ? binding.Guarantee : null;
        _nodes[component.Name] = new PlanNode
        {
            Definition = component,
            Schema = schema,
            Inputs = [.. Wiring.From(component).Select(input => new PlanInput(input.Name, input.Dead))],
            Expressions = binding.Expressions,
            Aggregates = binding.Aggregates,
            Histories = binding.Histories,
            State = binding.StateBound,
            Keying = binding.Keying,
            Guarantee = own is null ? null : new DeliveryPlanning(_nodes, _commits, _pipeline.Run, _scope.Problems).Of((SinkDefinition)component, own),
            Buffer = own is null ? null : new BufferPlanning(_pipeline.Name, _pipeline.Run, _scope.Problems).Of((SinkDefinition)component, own),
            Query = binding.Query,
            Notes = binding.Notes,
            Named = binding.Named.ToDictionary(each => each.Key, each => each.Value.Text),
            Fingerprint = StateFingerprint.Later(() => StateDependsOn(component, binding)),
            SavesState = binding.StateParts is not null || binding.StateBound is { IsFixed: false },
            IsTransactional = _commits.IsTransactional(component.Name),
        };
    }

    /// <summary>A column of a source hides a named expression everywhere behind it, which may not be what was meant.</summary>
    private void WarnOfHidden(SourceDefinition source, Schema schema)
    {
        foreach (var name in schema.Names)
        {
            if (_pipeline.Named.Find(name) is not { } hidden) continue;
            var place = source.Columns.FirstOrDefault(column => column.Name == name)?.Location ?? source.Location;
            _scope.Problems.Warning(ProblemCodes.NamedHidden, place, $"source '{source.Name}' has a column '{name}', and expressions mean it by that name, not the one at {hidden.At}.",
                "Give the column or the named expression another name.");
        }
    }

    /// <summary>All that decides whether saved state of a component fits it.</summary>
    private IEnumerable<string?> StateDependsOn(ComponentDefinition component, ComponentBinding binding)
    {
        // What a name stands for counts as if it stood there.
        var named = binding.Named.Values.Select(each => $"{each.Name} = {each.Text}");
        if (binding.StateParts is { } parts) return [component.Type.Name, .. parts, .. named];
        var inputs = Inputs(Wiring.From(component)) ?? [];
        return [component.Type.Name, StateFingerprint.Text(component.Options.Value), .. inputs.Select(input => $"{input}, by {input.EventTime}"), .. named];
    }

    private Schema? BindTransform(TransformDefinition transform, ComponentBinding binding)
    {
        if (Inputs(transform.From) is not { } inputs) return null;
        var names = transform.From.Select(input => input.Name).ToList();
        return ((ITransform)transform.Type.Create(transform.Options.Value)).Bind(new TransformBinding(binding, inputs, names));
    }

    private Schema? BindSink(SinkDefinition sink, ComponentBinding binding)
    {
        if (Inputs(sink.From) is not { Count: > 0 } inputs) return null;
        for (var i = 1; i < inputs.Count; i++)
            if (!inputs[i].SameShape(inputs[0]))
                _scope.Problems.Error(ProblemCodes.InputsDiffer, sink.From[i].Location,
                    $"'{sink.From[i].Name}' has other columns than '{sink.From[0].Name}': {inputs[i]} against {inputs[0]}.", "Bring them together with a union first.");
        var instance = (ISink)sink.Type.Create(sink.Options.Value);
        instance.Bind(new SinkBinding(binding, inputs[0], sink.Delivery));
        _commits.Add(sink.Name, instance);
        return inputs[0];
    }

    private void BindDeadLetters(ComponentDefinition dead) =>
        ((ISink)dead.Type.Create(dead.Options.Value)).Bind(
            new SinkBinding(new ComponentBinding(_scope, dead.Name, dead.Options), DeadLetterSchema.Instance, null));

    /// <summary>Schemas of the inputs; null when one could not be typed.</summary>
    private List<Schema>? Inputs(IReadOnlyList<InputReference> from)
    {
        var inputs = new List<Schema>();
        foreach (var input in from)
        {
            if (!_nodes.TryGetValue(input.Name, out var node)) return null;
            inputs.Add(input.Dead ? DeadLetterSchema.Instance : node.Schema);
        }

        return inputs;
    }
}
