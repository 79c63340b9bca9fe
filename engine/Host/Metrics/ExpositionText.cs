using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Metrics;

/// <summary>
/// Writes meters as text that Prometheus scrapes, format 0.0.4:
/// https://prometheus.io/docs/instrumenting/exposition_formats.
/// </summary>
internal static class ExpositionText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Write(IEnumerable<MeterDefinition> meters, Reading reading, IBufferWriter<byte> output)
    {
        foreach (var meter in meters)
        {
            var hasHead = false;
            foreach (var sample in meter.Read(reading))
            {
                if (!hasHead) WriteHead(meter, output);
                hasHead = true;
                if (sample.Histogram is { } histogram) WriteHistogram(meter, sample, histogram, output);
                else WriteLine(meter, "", sample.Labels, null, sample.Value, output);
            }
        }
    }

    private static void WriteHead(MeterDefinition meter, IBufferWriter<byte> output)
    {
        output.Write("# HELP "u8);
        WriteText(meter.Name, output);
        output.Write(" "u8);
        WriteEscaped(meter.Help, isLabel: false, output);
        output.Write("\n# TYPE "u8);
        WriteText(meter.Name, output);
        output.Write(meter.Kind switch
        {
            MeterKind.Counter => " counter\n"u8,
            MeterKind.Gauge => " gauge\n"u8,
            _ => " histogram\n"u8,
        });
    }

    private static void WriteHistogram(MeterDefinition meter, Sample sample, HistogramFigures histogram, IBufferWriter<byte> output)
    {
        var count = 0L;
        for (var i = 0; i < histogram.Counts.Count; i++)
        {
            count += histogram.Counts[i];
            WriteLine(meter, "_bucket", sample.Labels, i < HistogramFigures.Bounds.Length ? HistogramFigures.Bounds[i] : double.PositiveInfinity, count, output);
        }

        WriteLine(meter, "_sum", sample.Labels, null, histogram.Sum.TotalSeconds, output);
        WriteLine(meter, "_count", sample.Labels, null, count, output);
    }

    private static void WriteLine(MeterDefinition meter, string suffix, IReadOnlyList<string> labels, double? upTo, double value, IBufferWriter<byte> output)
    {
        WriteText(meter.Name, output);
        WriteText(suffix, output);
        for (var i = 0; i < labels.Count; i++)
        {
            output.Write(i == 0 ? "{"u8 : ","u8);
            WriteText(meter.Labels[i], output);
            output.Write("=\""u8);
            WriteEscaped(labels[i], isLabel: true, output);
            output.Write("\""u8);
        }

        if (upTo is { } bound)
        {
            output.Write(labels.Count == 0 ? "{le=\""u8 : ",le=\""u8);
            WriteNumber(bound, output);
            output.Write("\""u8);
        }

        if (labels.Count > 0 || upTo is not null) output.Write("}"u8);
        output.Write(" "u8);
        WriteNumber(value, output);
        output.Write("\n"u8);
    }

    private static void WriteNumber(double value, IBufferWriter<byte> output)
    {
        if (double.IsNaN(value)) output.Write("NaN"u8);
        else if (double.IsInfinity(value)) output.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
        else
        {
            var room = output.GetSpan(32);
            // The format 'R' of whole numbers above 1e15 has an exponent, which is as good.
            Utf8Formatter.TryFormat(value, room, out var written);
            output.Advance(written);
        }
    }

    private static void WriteText(string text, IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(text, output);

    private static void WriteEscaped(string text, bool isLabel, IBufferWriter<byte> output)
    {
        if (text.AsSpan().IndexOfAny('\\', '\n', '"') < 0)
        {
            WriteText(text, output);
            return;
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        WriteText(isLabel ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped, output);
    }
}
