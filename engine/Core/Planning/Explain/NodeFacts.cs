using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Explain;

/// <summary>What explain says of one component, in its order: columns, time, expressions, key, state, delivery, buffer, remarks.</summary>
internal static class NodeFacts
{
    /// <summary>Role and kind: <c>transform window</c>, <c>source kafka, json</c>.</summary>
    public static string Title(PlanNode node) => $"{RoleOf(node)} {Kinds(node)}";

    public static string RoleOf(PlanNode node) => node.Role.ToString().ToLowerInvariant();

    /// <summary>The component's kind, and behind a source's its decoder's.</summary>
    public static string Kinds(PlanNode node) =>
        node.Definition is SourceDefinition { Decoder: { } decoder } ? $"{node.Kind}, {decoder.Type.Name}" : node.Kind;

    public static IEnumerable<(string Name, string Value)> Of(PlanNode node, Plan plan)
    {
        var input = node.Inputs is [{ Dead: false } first, ..] ? plan.Node(first.Node).Schema : null;
        if (node.Inputs.Count > 1) yield return ("inputs", string.Join(", ", node.Inputs));
        if (node.Role != Role.Sink) yield return ("columns", Columns(node, input));
        if (node.Role != Role.Sink && node.Schema.EventTime is { } time && time != input?.EventTime) yield return ("event time", EventTime(node, time));
        foreach (var (path, expression) in node.Expressions) yield return (path.Length == 0 ? "condition" : "expression", Typed(path, expression.Type.ToString(), expression.Text));
        foreach (var (path, aggregate) in node.Aggregates) yield return ("aggregate", Typed(path, aggregate.Type.ToString(), aggregate.Text));
        foreach (var (path, history) in node.Histories) yield return ("history", Typed(path, history.Type.ToString(), history.Text));
        foreach (var (name, text) in node.Named) yield return ("named", $"{name} = {text}");
        if (node.Keying is { } keying) yield return ("key", $"{string.Join(", ", keying.Columns)}; may be spread over lanes");
        if (node.State is { } state) yield return ("state", state.ToString());
        if (node.Guarantee is { } guarantee) yield return ("delivery", guarantee.ToString());
        if (node.Buffer is { } buffer) yield return ("buffer", buffer.ToString());
        foreach (var note in node.Notes) yield return ("note", note);
    }

    /// <summary>All columns, or only what is added where those of the first input stay together.</summary>
    private static string Columns(PlanNode node, Schema? input)
    {
        var fields = node.Schema.Fields;
        var before = input is { Count: > 0 } ? PlaceOf(input.Fields, fields) : -1;
        if (before < 0) return node.Schema.ToString();
        var added = fields.Take(before).Concat(fields.Skip(before + input!.Count)).Select(field => $"{field.Name}: {field.Type}").ToList();
        return $"those of {node.Inputs[0]}{(added.Count == 0 ? "" : $", and {string.Join(", ", added)}")}";
    }

    /// <summary>Where the part stands in the whole, or -1.</summary>
    private static int PlaceOf(IReadOnlyList<Field> part, IReadOnlyList<Field> whole)
    {
        for (var at = 0; at + part.Count <= whole.Count; at++)
            if (whole.Skip(at).Take(part.Count).SequenceEqual(part)) return at;
        return -1;
    }

    private static string Typed(string path, string type, string text) => path.Length == 0 ? text : $"{path}: {type} = {text}";

    private static string EventTime(PlanNode node, string column)
    {
        if (node.Definition is not SourceDefinition { EventTime: { } options } source) return column;
        var per = options.Per is { } name ? $" of each {name}" : "";
        var idle = options.IdleAfter is { } after ? $", idle after {after}" : "";
        var future = source.MaxFuture is { } most ? $"; a row more than {most} ahead of the clock is a dead letter" : "";
        return $"{column}; the watermark is the largest one{per} less {options.Disorder}{idle}{future}";
    }
}
