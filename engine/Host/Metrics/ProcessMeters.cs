using System.Diagnostics;

namespace StreamGuard.Host.Metrics;

/// <summary>Meters of the process, with the names that Prometheus' clients have for them.</summary>
internal static class ProcessMeters
{
    private static readonly Lazy<double> _start = new(() =>
    {
        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    });

    public static MeterDefinition Cpu { get; } = Of(
        "process_cpu_seconds_total", MeterKind.Counter, "seconds", "Processor time of the process.", () => Environment.CpuUsage.TotalTime.TotalSeconds);

    public static MeterDefinition Memory { get; } = Of(
        "process_resident_memory_bytes", MeterKind.Gauge, "bytes", "Memory that the process has in use.", () => Environment.WorkingSet);

    public static MeterDefinition Start { get; } = Of(
        "process_start_time_seconds", MeterKind.Gauge, "seconds", "When the process started, as seconds since 1970.", () => _start.Value);

    public static MeterDefinition Heap { get; } = Of(
        "dotnet_gc_heap_bytes", MeterKind.Gauge, "bytes", "Managed memory, as the last garbage collection left it.", () => GC.GetGCMemoryInfo().HeapSizeBytes);

    public static MeterDefinition Allocated { get; } = Of(
        "dotnet_gc_allocated_bytes_total", MeterKind.Counter, "bytes", "Managed memory allocated since the start.", () => GC.GetTotalAllocatedBytes());

    public static MeterDefinition Pauses { get; } = Of(
        "dotnet_gc_pause_seconds_total", MeterKind.Counter, "seconds", "Time that all threads stood still for garbage collections.", () => GC.GetTotalPauseDuration().TotalSeconds);

    public static IReadOnlyList<MeterDefinition> All { get; } = [Cpu, Memory, Start, Heap, Allocated, Pauses];

    private static MeterDefinition Of(string name, MeterKind kind, string unit, string help, Func<double> read) => new(name, kind, unit, help, [], _ => [new Sample([], read())]);
}
