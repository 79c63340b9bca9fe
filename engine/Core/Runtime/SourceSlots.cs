using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// The parts of a source's state. Where it has read to stands apart from the times it has seen, so that another event
/// time does not send it back to the beginning.
/// </summary>
internal static class SourceSlots
{
    public const string PartitionsPart = "source";
    public const string TimesPart = "watermarks";
    public const string ReaderPart = "reader";
    public const string DecoderPart = "decoder";

    public static StateSlot Partitions(PlanNode node) => new(node.Name, PartitionsPart, node.Kind, StateFingerprint.Later(() => [node.Kind]));

    public static StateSlot Times(PlanNode node)
    {
        var times = ((SourceDefinition)node.Definition).EventTime;
        return new StateSlot(node.Name, TimesPart, node.Kind, StateFingerprint.Later(() => ["event_time", times?.Column, times?.Per]));
    }

    /// <summary>What the connector itself saves.</summary>
    public static StateSlot Reader(PlanNode node) => new(node.Name, ReaderPart, node.Kind, StateFingerprint.Later(() => [node.Kind]));

    public static StateSlot Decoder(PlanNode node)
    {
        var decoder = ((SourceDefinition)node.Definition).Decoder;
        return new StateSlot(node.Name, DecoderPart, decoder?.Type.Name ?? "", decoder is null ? new Lazy<string>("") : StateFingerprint.Later(() => [decoder.Type.Name, StateFingerprint.Text(decoder.Options.Value)]));
    }
}
