using System.Diagnostics.Metrics;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Metrics;

/// <summary>
/// The meters as instruments of System.Diagnostics.Metrics, for whoever listens to those: OpenTelemetry, dotnet-counters. They
/// are observed, so that they cost nothing while nobody asks. A histogram is three counters there, as in Prometheus: it is
/// counted already, and an instrument would count anew.
/// </summary>
internal sealed class Instruments : IDisposable
{
    public const string MeterName = "StreamGuard.Dataflow";

    // All instruments are asked one after the other: they tell of one moment.
    private static readonly TimeSpan SameMoment = TimeSpan.FromMilliseconds(100);

    private readonly Meter _meter = new(MeterName);
    private readonly Func<Reading> _read;
    private readonly Lock _lock = new();
    private Reading? _reading;
    private long _readAt;

    public Instruments(IEnumerable<MeterDefinition> meters, Func<Reading> read)
    {
        _read = read;
        foreach (var meter in meters) Add(meter);
    }

    public void Dispose() => _meter.Dispose();

    private void Add(MeterDefinition meter)
    {
        switch (meter.Kind)
        {
            case MeterKind.Counter:
                _meter.CreateObservableCounter(meter.Name, () => Measure(meter), meter.Unit, meter.Help);
                break;
            case MeterKind.Gauge:
                _meter.CreateObservableGauge(meter.Name, () => Measure(meter), meter.Unit, meter.Help);
                break;
            default:
                _meter.CreateObservableCounter($"{meter.Name}_bucket", () => Buckets(meter), "", meter.Help);
                _meter.CreateObservableCounter($"{meter.Name}_sum", () => OfHistogram(meter, histogram => histogram.Sum.TotalSeconds), meter.Unit, meter.Help);
                _meter.CreateObservableCounter($"{meter.Name}_count", () => OfHistogram(meter, histogram => histogram.Count), "", meter.Help);
                break;
        }
    }

    private Reading Now()
    {
        lock (_lock)
        {
            if (_reading is null || TimeProvider.System.GetElapsedTime(_readAt) > SameMoment) (_reading, _readAt) = (_read(), TimeProvider.System.GetTimestamp());
            return _reading;
        }
    }

    private IEnumerable<Measurement<double>> Measure(MeterDefinition meter) => meter.Read(Now()).Select(sample => new Measurement<double>(sample.Value, Tags(meter, sample)));

    private IEnumerable<Measurement<double>> OfHistogram(MeterDefinition meter, Func<HistogramFigures, double> value) =>
        meter.Read(Now()).Select(sample => new Measurement<double>(value(sample.Histogram!), Tags(meter, sample)));

    private IEnumerable<Measurement<double>> Buckets(MeterDefinition meter)
    {
        foreach (var sample in meter.Read(Now()))
        {
            var (count, labels) = (0L, Tags(meter, sample));
            for (var i = 0; i < sample.Histogram!.Counts.Count; i++)
            {
                count += sample.Histogram.Counts[i];
                var upTo = i < HistogramFigures.Bounds.Length ? HistogramFigures.Bounds[i].ToString(System.Globalization.CultureInfo.InvariantCulture) : "+Inf";
                yield return new Measurement<double>(count, [.. labels, new("le", upTo)]);
            }
        }
    }

    private static KeyValuePair<string, object?>[] Tags(MeterDefinition meter, Sample sample) => [.. meter.Labels.Zip(sample.Labels, (name, value) => new KeyValuePair<string, object?>(name, value))];
}
