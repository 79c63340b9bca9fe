using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime;

/// <summary>Makes and binds the instances a run needs, the same way planning did.</summary>
internal sealed class ComponentFactory(Plan plan, Registry registry, RunSettings settings)
{
    private readonly BindingScope _scope = new(plan.Name, plan.IsBounded, plan.Run.CheckpointPath is not null, settings.Clock, registry, new Problems()) { Named = plan.Named, KeepsModels = settings.KeepsModels };

    public (ISource Source, BoundDecoder? Decoder) Source(PlanNode node)
    {
        var definition = (SourceDefinition)node.Definition;
        var source = settings.ReplaceSource(node) ?? (ISource)definition.Type.Create(definition.Options.Value);
        var binding = new SourceBinding(Binding(definition), definition.Decoder is not null, definition.Common.MaxLine);
        source.Bind(binding);
        if (definition.Decoder is not { } decoding) return (source, null);
        var decoder = (IDecoder)decoding.Type.Create(decoding.Options.Value);
        var schema = decoder.Bind(new DecoderBinding(new ComponentBinding(_scope, definition.Name, decoding.Options), definition.Columns, binding.AreMessages));
        return (source, new BoundDecoder(decoder, schema!));
    }

    public ITransform Transform(PlanNode node)
    {
        var transform = (ITransform)node.Definition.Type.Create(node.Definition.Options.Value);
        var inputs = node.Inputs.Select(input => input.Dead ? DeadLetterSchema.Instance : plan.Node(input.Node).Schema).ToList();
        transform.Bind(new TransformBinding(Binding(node.Definition), inputs, [.. node.Inputs.Select(input => input.Node)]));
        return transform;
    }

    public ISink Sink(PlanNode node)
    {
        var definition = (SinkDefinition)node.Definition;
        var sink = settings.ReplaceSink(node) ?? (ISink)definition.Type.Create(definition.Options.Value);
        sink.Bind(new SinkBinding(Binding(definition), node.Schema, definition.Delivery));
        return sink;
    }

    /// <summary>The sink of dead letters: the one in the file, else JSON lines below <c>data/</c>, made when the first one comes.</summary>
    public (ComponentDefinition Definition, ISink Sink) DeadLetters()
    {
        var definition = plan.DeadLetters ?? DefaultDeadLetters.For(plan, registry);
        if (settings.ReplaceDeadLetters is { } replacement) return (definition, replacement);
        return (definition, plan.DeadLetters is null ? new LazySink(Create) : Create());

        ISink Create()
        {
            var sink = (ISink)definition.Type.Create(definition.Options.Value);
            sink.Bind(new SinkBinding(Binding(definition), DeadLetterSchema.Instance, null));
            return sink;
        }
    }

    private ComponentBinding Binding(ComponentDefinition definition) => new(_scope, definition.Name, definition.Options);
}

/// <summary>A source's decoder and the schema of its rows, without the columns that the source adds.</summary>
internal sealed record BoundDecoder(IDecoder Decoder, Schema Schema);
