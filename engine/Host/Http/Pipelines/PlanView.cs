using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>The plan in force of a pipeline: what is asked, and how it hangs together.</summary>
/// <param name="Description">As in the file.</param>
/// <param name="Bounded">Every source ends by itself.</param>
/// <param name="Components">Each behind those it reads from.</param>
/// <param name="Edges">The wires between them.</param>
/// <param name="DeadLetters">Where dead letters go that no component reads.</param>
/// <param name="CheckpointEvery">Time between checkpoints.</param>
/// <param name="CheckpointPath">Where they are kept; left out where there are none.</param>
internal sealed record PlanView(
    string? Description,
    bool Bounded,
    IReadOnlyList<PlanComponent> Components,
    IReadOnlyList<PlanEdge> Edges,
    string DeadLetters,
    string CheckpointEvery,
    string? CheckpointPath)
{
    public static PlanView Of(Plan plan) => new(
        plan.Description,
        plan.IsBounded,
        [.. plan.Nodes.Select(PlanComponent.Of)],
        [.. plan.Nodes.SelectMany(node => node.Inputs.Select(input => PlanEdge.Of(plan, input, node)))],
        plan.DeadLetters is { } sink ? $"{sink.Type.Name} '{sink.Name}'" : $"file {DefaultDeadLetters.PathOf(plan)}",
        plan.Run.CheckpointEvery.ToString(),
        plan.Run.CheckpointPath);
}

/// <summary>A component of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">source, transform or sink.</param>
/// <param name="Kind">What it is, as in the file.</param>
/// <param name="Decoder">Of a source that reads bytes.</param>
/// <param name="File">The file it is written in.</param>
/// <param name="Line">Its line there.</param>
/// <param name="Inputs">What it reads, dead letters as name.dead.</param>
/// <param name="Columns">Of the rows it sends, or of a sink those it takes: name to type.</param>
/// <param name="EventTime">The column of event time.</param>
/// <param name="Key">Columns of its key, where rows of equal key belong together.</param>
/// <param name="State">What bounds its state; left out without state.</param>
/// <param name="StateIsBounded">False when nothing does.</param>
/// <param name="Delivery">Of a sink: how often a row may arrive and when it can be seen.</param>
/// <param name="Buffer">Of a sink: its buffer on disk.</param>
/// <param name="Notes">Remarks, as explain has them.</param>
/// <param name="RaisesAlerts">Its rows are alerts: they have rule, severity, message and alert_id.</param>
internal sealed record PlanComponent(
    string Name,
    Role Role,
    string Kind,
    string? Decoder,
    string File,
    int Line,
    IReadOnlyList<string> Inputs,
    IReadOnlyDictionary<string, string> Columns,
    string? EventTime,
    IReadOnlyList<string>? Key,
    string? State,
    bool? StateIsBounded,
    string? Delivery,
    string? Buffer,
    IReadOnlyList<string> Notes,
    bool RaisesAlerts)
{
    public static PlanComponent Of(PlanNode node) => new(
        node.Name,
        node.Role,
        node.Kind,
        (node.Definition as SourceDefinition)?.Decoder?.Type.Name,
        node.Definition.Location.File,
        node.Definition.Location.Line,
        [.. node.Inputs.Select(input => input.ToString())],
        node.Schema.Fields.ToDictionary(field => field.Name, field => field.Type.ToString()),
        node.Schema.EventTime,
        node.Keying?.Columns,
        node.State?.Text,
        node.State?.IsBounded,
        node.Guarantee?.ToString(),
        node.Buffer?.ToString(),
        node.Notes,
        AlertTap.AreAlerts(node.Schema));
}

/// <summary>A wire of a plan.</summary>
/// <param name="Id">What tap calls it: from->to.</param>
/// <param name="From">The component whose rows it carries.</param>
/// <param name="To">Who reads them.</param>
/// <param name="Dead">It carries dead letters.</param>
/// <param name="Alerts">Its rows are alerts.</param>
internal sealed record PlanEdge(string Id, string From, string To, bool Dead, bool Alerts)
{
    public static PlanEdge Of(Plan plan, PlanInput input, PlanNode reader) =>
        new($"{input}->{reader.Name}", input.Node, reader.Name, input.Dead, !input.Dead && AlertTap.AreAlerts(plan.Node(input.Node).Schema));
}
