using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Planning;

/// <summary>Whether a sink can have the buffer that is written for it, and where that lies.</summary>
internal sealed class BufferPlanning(string pipeline, RunOptions run, Problems problems)
{
    /// <summary>The buffer; null where none is written, or none can be, which is reported.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="own">What the sink alone guarantees where it is to send at once.</param>
    public BufferPlan? Of(SinkDefinition sink, SinkGuarantee own)
    {
        if (sink.Common.Buffer is not { } options) return null;
        if (!((ISink)sink.Type.Create(sink.Options.Value)).TakesBuffer)
            return Refuse(sink, "buffer", $"{Title(sink)} can have no buffer: its rows are to be seen at once.", "Leave buffer out.");
        if (sink.Common.Delivery == Delivery.ExactlyOnce)
            return Refuse(sink, "delivery", $"{Title(sink)} cannot deliver exactly once behind a buffer: what was being sent in a crash is sent again.", "Leave out buffer, or delivery.");
        if (run.CheckpointPath is not { } checkpoints)
            return Refuse(sink, "buffer", $"the buffer of {Title(sink)} needs checkpoints: without them a run that is started again reads rows anew that wait in it.",
                "Write checkpoint: { path: data/state }, or another folder that outlives the run.");
        var folder = options.Path is { } path ? Path.Combine(path, pipeline) : Path.Combine(checkpoints, pipeline, "buffers");
        return new BufferPlan(Path.Combine(folder, sink.Name), options.Disk.Size, own.Delivery == Delivery.ExactlyOnce);
    }

    private BufferPlan? Refuse(SinkDefinition sink, string key, string message, string hint)
    {
        problems.Error(ProblemCodes.BufferMisplaced, sink.CommonPlaces?.At(key) ?? sink.Location, message, hint);
        return null;
    }

    private static string Title(SinkDefinition sink) => $"sink '{sink.Name}' ({sink.Type.Name})";
}
