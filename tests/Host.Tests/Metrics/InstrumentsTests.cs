using System.Diagnostics.Metrics;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Metrics;

public sealed class InstrumentsTests
{
    [Fact]
    public async Task Whoever_listens_to_instruments_hears_what_Prometheus_scrapes()
    {
        await using var rig = new HostRig();
        var reading = await SampleReading.TakeAsync(rig);
        MeterDefinition[] meters = [.. Meters.All.Except(ProcessMeters.All)];
        using var instruments = new Instruments(meters, () => reading);
        var heard = new List<(string Name, string Labels, double Value)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => listening.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName) heard.Add((instrument.Name, Text(tags), value));
        });

        listener.Start();
        listener.RecordObservableInstruments();

        foreach (var meter in meters.Where(meter => meter.Kind != MeterKind.Histogram))
            foreach (var sample in meter.Read(reading))
                Assert.Contains((meter.Name, string.Join(",", meter.Labels.Zip(sample.Labels, (name, value) => $"{name}={value}")), sample.Value), heard);
        Assert.Contains(("streamguard_sink_latency_seconds_bucket", "pipeline=sample,component=out,le=0.00025", 3), heard);
        Assert.Contains(("streamguard_sink_latency_seconds_sum", "pipeline=sample,component=out", 12.5), heard);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
}
