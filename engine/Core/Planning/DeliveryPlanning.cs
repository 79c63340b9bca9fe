using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Planning;

/// <summary>
/// What a sink's guarantee comes to in its pipeline: exactly once needs sources that can be read again, and a checkpoint
/// that outlives the process. What waits for a checkpoint waits for as long as the pipeline says.
/// </summary>
internal sealed class DeliveryPlanning(IReadOnlyDictionary<string, PlanNode> nodes, CommitPlanning commits, RunOptions run, Problems problems)
{
    private const string SentAgain = "what was sent in the second before a crash, or in the batch under way, is sent again";
    private const string BeginsAnew = "without checkpoint.path a run that is started again begins anew";

    /// <summary>The guarantee that holds; where the pipeline asks for another, that is reported.</summary>
    /// <param name="sink">The sink, whose inputs are nodes already.</param>
    /// <param name="own">What the sink alone can do.</param>
    public SinkGuarantee Of(SinkDefinition sink, SinkGuarantee own)
    {
        var passing = string.Join(" and ", Upstream(sink).Where(IsReadOnce).Select(source => $"source '{source.Name}'"));
        if (sink.Common.Buffer is { } buffer) return Buffered(buffer, passing);
        var asked = sink.Common.Delivery;
        var guarantee = own with { Visible = WithInterval(own.Visible) };
        if (passing.Length > 0)
            guarantee = guarantee with { Delivery = Delivery.AtLeastOnce, Reason = Lost(passing) };
        else if (own.Delivery == Delivery.ExactlyOnce && run.CheckpointPath is null)
            guarantee = guarantee with { Delivery = Delivery.AtLeastOnce, Reason = BeginsAnew };
        else if (commits.ApartFrom(sink.Name) is { } first)
            guarantee = guarantee with { Delivery = Delivery.AtLeastOnce, Reason = $"but a crash between its commit and that of sink '{first}' repeats an epoch's rows" };

        if (asked is not null && asked != own.Delivery) ReportOther(sink, own);
        else if (asked == Delivery.ExactlyOnce) ReportLowered(sink, passing);
        return guarantee;
    }

    private SinkGuarantee Buffered(BufferOptions buffer, string passing) => new(
        Delivery.AtLeastOnce,
        WithInterval($"kept on disk ({buffer.Disk} at most) and sent behind the next checkpoint"),
        passing.Length > 0 ? $"{SentAgain}, {Lost(passing)}" : SentAgain);

    private string WithInterval(string visible) => visible.Replace("checkpoint", $"checkpoint ({run.CheckpointEvery})", StringComparison.Ordinal);

    private static string Lost(string passing) => $"but rows under way in a crash are lost, for {passing} cannot be read again";

    private void ReportOther(SinkDefinition sink, SinkGuarantee own)
    {
        if (own.Delivery == Delivery.AtLeastOnce)
            problems.Error(ProblemCodes.DeliveryImpossible, sink.Location, $"{Title(sink)} cannot deliver exactly once.",
                "Write delivery: at_least_once, or leave delivery out.");
        else
            problems.Error(ProblemCodes.DeliveryImpossible, sink.Location, $"{Title(sink)} cannot send rows at once: they are {own.Visible}.",
                "Leave delivery out.");
    }

    private void ReportLowered(SinkDefinition sink, string passing)
    {
        if (passing.Length > 0)
            problems.Error(ProblemCodes.DeliveryImpossible, sink.Location, $"{Title(sink)} cannot deliver exactly once: {passing} cannot be read again.",
                "Leave delivery out.");
        else if (run.CheckpointPath is null)
            problems.Warning(ProblemCodes.DeliveryImpossible, sink.Location, $"{Title(sink)} delivers exactly once only while it runs: {BeginsAnew}.",
                "Write checkpoint: { path: data/state }, or another folder that outlives the run.");
        else if (commits.ApartFrom(sink.Name) is { } first)
            problems.Error(ProblemCodes.DeliveryImpossible, sink.Location, $"{Title(sink)} cannot deliver exactly once: it does not commit with sink '{first}', which it would have to be written to the same cluster for.",
                "Leave delivery out.");
    }

    private static string Title(SinkDefinition sink) => $"sink '{sink.Name}' ({sink.Type.Name})";

    private static bool IsReadOnce(PlanNode node) =>
        node.Definition is SourceDefinition source && !((ISource)source.Type.Create(source.Options.Value)).CanReplay;

    private IEnumerable<PlanNode> Upstream(SinkDefinition sink)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>(sink.From.Select(input => input.Name).Reverse());
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name)) continue;
            yield return nodes[name];
            foreach (var input in nodes[name].Inputs.Reverse()) open.Push(input.Node);
        }
    }
}
