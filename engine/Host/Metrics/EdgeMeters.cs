using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of sources and sinks.</summary>
internal static class EdgeMeters
{
    private static readonly string[] _labels = ["pipeline", "component"];

    public static MeterDefinition BytesRead { get; } = Of(
        "streamguard_source_read_bytes_total", MeterKind.Counter, "bytes", "Bytes of records that a source has read, unpacked; absent of one that makes rows.", Role.Source, source => source.Bytes);

    public static MeterDefinition Behind { get; } = Of(
        "streamguard_source_lag_records", MeterKind.Gauge, "records", "Records that are there and were not read yet; absent where the source does not know.", Role.Source, source => source.Behind);

    public static MeterDefinition BytesWritten { get; } = Of(
        "streamguard_sink_written_bytes_total", MeterKind.Counter, "bytes", "Bytes that a sink has written to a file or sent to a server; absent until it tells.", Role.Sink, sink => sink.Bytes);

    public static MeterDefinition Latency { get; } = new(
        "streamguard_sink_latency_seconds", MeterKind.Histogram, "seconds",
        "For each row, from the arrival at the source of what it was made from, or what made it due, until the sink or its buffer had taken it.", _labels,
        reading =>
            from each in ComponentMeters.Components(reading)
            where each.Component.Latency is not null
            select new Sample([each.Pipeline.Name, each.Component.Node.Name], 0, each.Component.Latency));

    public static MeterDefinition Dropped { get; } = Of(
        "streamguard_sink_dropped_rows_total", MeterKind.Counter, "rows", "Rows dropped before a sink because its queue was full and it says overflow: drop.", Role.Sink, sink => sink.Dropped);

    public static MeterDefinition LeftOut { get; } = Of(
        "streamguard_sink_left_out_values_total", MeterKind.Counter, "values", "Values left out of rows, for what a sink writes to has none such: NaN, infinity.", Role.Sink, sink => sink.Account.LeftOut);

    public static MeterDefinition BufferRows { get; } = OfBuffer(
        "streamguard_sink_buffer_rows", "rows", "Rows that wait in the buffer before a sink.", buffer => buffer.Rows);

    public static MeterDefinition BufferBytes { get; } = OfBuffer(
        "streamguard_sink_buffer_bytes", "bytes", "Bytes that the buffer before a sink takes on disk.", buffer => buffer.Bytes);

    public static MeterDefinition BufferLimit { get; } = OfBuffer(
        "streamguard_sink_buffer_limit_bytes", "bytes", "Bytes that the buffer before a sink may take.", buffer => buffer.Limit);

    public static MeterDefinition BufferAge { get; } = OfBuffer(
        "streamguard_sink_buffer_oldest_seconds", "seconds", "How long the oldest row waits in the buffer before a sink; absent when none does.", buffer => buffer.Oldest?.TotalSeconds);

    public static IReadOnlyList<MeterDefinition> All { get; } =
        [BytesRead, Behind, BytesWritten, Latency, Dropped, LeftOut, BufferRows, BufferBytes, BufferLimit, BufferAge];

    private static MeterDefinition Of(string name, MeterKind kind, string unit, string help, Role role, Func<ComponentSnapshot, double?> read) => new(
        name, kind, unit, help, _labels,
        reading =>
            from each in ComponentMeters.Components(reading)
            where each.Component.Node.Role == role
            let value = read(each.Component)
            where value is not null
            select new Sample([each.Pipeline.Name, each.Component.Node.Name], value.Value));

    private static MeterDefinition OfBuffer(string name, string unit, string help, Func<BufferFigures, double?> read) => new(
        name, MeterKind.Gauge, unit, help, _labels,
        reading =>
            from each in reading.Runs
            from buffer in each.Run.Buffers
            let value = read(buffer.Value)
            where value is not null
            select new Sample([each.Pipeline.Name, buffer.Key], value.Value));
}
