using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning.Explain;

/// <summary>
/// A plan for programs: <c>{ pipeline, file, includes?, bounded, components: [ { name, role, kind, decoder?, inputs, columns,
/// event_time?, expressions?, aggregates?, named?, key?, state?, delivery?, buffer?, notes? } ] }</c>.
/// </summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(Plan plan)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", plan.Name);
            json.WriteString("file", plan.File);
            if (plan.Named.Files.Count > 0) Texts(json, "includes", plan.Named.Files);
            json.WriteBoolean("bounded", plan.IsBounded);
            json.WriteStartArray("components");
            foreach (var node in plan.Nodes) Write(json, node);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, PlanNode node)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteString("role", NodeFacts.RoleOf(node));
        json.WriteString("kind", node.Kind);
        if (node.Definition is Pipelines.SourceDefinition { Decoder: { } decoder }) json.WriteString("decoder", decoder.Type.Name);
        Texts(json, "inputs", node.Inputs.Select(input => input.ToString()));
        Columns(json, node.Schema);
        if (node.Schema.EventTime is { } time) json.WriteString("event_time", time);
        Typed(json, "expressions", node.Expressions.Select(each => (each.Key, each.Value.Type, each.Value.Text)));
        Typed(json, "histories", node.Histories.Select(each => (each.Key, each.Value.Type, each.Value.Text)));
        Typed(json, "aggregates", node.Aggregates.Select(each => (each.Key, each.Value.Type, each.Value.Text)));
        if (node.Named.Count > 0) Named(json, node.Named);
        if (node.Keying is { } keying) Texts(json, "key", keying.Columns);
        if (node.State is { } state) State(json, state);
        if (node.Guarantee is { } guarantee) Delivery(json, guarantee);
        if (node.Buffer is { } buffer) Buffer(json, buffer);
        if (node.Notes.Count > 0) Texts(json, "notes", node.Notes);
        json.WriteEndObject();
    }

    private static void Columns(Utf8JsonWriter json, Schema schema)
    {
        json.WriteStartObject("columns");
        foreach (var field in schema.Fields) json.WriteString(field.Name, field.Type.ToString());
        json.WriteEndObject();
    }

    private static void Typed(Utf8JsonWriter json, string name, IEnumerable<(string Path, ColumnType Type, string Text)> all)
    {
        if (!all.Any()) return;
        json.WriteStartArray(name);
        foreach (var (path, type, text) in all)
        {
            json.WriteStartObject();
            json.WriteString("option", path);
            json.WriteString("type", type.ToString());
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Named(Utf8JsonWriter json, IReadOnlyDictionary<string, string> named)
    {
        json.WriteStartObject("named");
        foreach (var (name, text) in named) json.WriteString(name, text);
        json.WriteEndObject();
    }

    private static void State(Utf8JsonWriter json, StateBound state)
    {
        json.WriteStartObject("state");
        json.WriteBoolean("bounded", state.IsBounded);
        json.WriteString(state.IsBounded ? "bound" : "reason", state.Text);
        json.WriteEndObject();
    }

    private static void Delivery(Utf8JsonWriter json, SinkGuarantee guarantee)
    {
        json.WriteStartObject("delivery");
        json.WriteString("guarantee", guarantee.Delivery == Contracts.Delivery.ExactlyOnce ? "exactly_once" : "at_least_once");
        json.WriteString("visible", guarantee.Visible);
        if (guarantee.Reason is { } reason) json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static void Buffer(Utf8JsonWriter json, BufferPlan buffer)
    {
        json.WriteStartObject("buffer");
        json.WriteString("path", buffer.Path);
        json.WriteNumber("bytes", buffer.Size.Bytes);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
