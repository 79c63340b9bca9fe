using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>Decodes the lines of a recording, each to as many rows as it has samples.</summary>
internal sealed class MatrixWorker(long start, long period, CycleTable cycles) : IDecodeWorker
{
    private double[] _values = [];
    private int[] _ends = [];
    private string? _partition;
    private byte[] _sensor = [];

    public void Decode(RawChunk chunk, DecodeResult result)
    {
        var layout = (MatrixLayout)chunk.Header!;
        if (_values.Length < layout.Samples) (_values, _ends) = (new double[layout.Samples], new int[layout.Samples]);
        NameSensor(chunk.Partition);
        var bytes = chunk.Bytes;
        var line = chunk.FirstRecord - (layout.HasHeader ? 1 : 0);
        for (var at = 0; at < bytes.Length; line++)
        {
            var end = bytes[at..].IndexOf((byte)'\n');
            var next = end < 0 ? bytes.Length : at + end + 1;
            var cells = bytes[at..next].TrimEnd("\r\n"u8);
            if (line >= 0 && cells.Length > 0)
            {
                if (Parse(cells, layout) is { } reason) result.Reject(at, cells.Length, reason);
                else Emit(at, line, layout.Samples, chunk, result);
            }

            at = next;
        }
    }

    /// <summary>Reads all samples before one becomes a row, since a bad one spoils the line. Gives the reason.</summary>
    private string? Parse(ReadOnlySpan<byte> cells, MatrixLayout layout)
    {
        var count = cells.Count(layout.Delimiter) + 1;
        if (count != layout.Samples) return $"another number of samples than in the first line: {count}, not {layout.Samples}";
        for (int sample = 0, begin = 0; sample < count; sample++)
        {
            var length = cells[begin..].IndexOf(layout.Delimiter);
            var end = length < 0 ? cells.Length : begin + length;
            if (!Cells.TryFloat(cells[begin..end], out _values[sample])) return $"a sample is no number: {Cells.Quote(cells[begin..end])} in cell {sample + 1}";
            _ends[sample] = end;
            begin = end + 1;
        }

        return null;
    }

    private void Emit(int at, long line, int samples, RawChunk chunk, DecodeResult result)
    {
        var (rows, number) = (result.Rows, cycles.Number(line, chunk.Partition));
        var labels = cycles.LabelsOf(line, chunk.Partition);
        var (sensor, cycle, time, value) = (rows.Text(0), rows.Ints(1), rows.Ints(2), rows.Floats(3));
        for (int sample = 0, begin = 0; sample < samples; sample++)
        {
            sensor.Append(_sensor);
            cycle.Append(number);
            time.Append(start + line * period + sample * period / samples);
            value.Append(_values[sample]);
            for (var label = 0; label < labels.Length; label++) rows.Ints(4 + label).Append(labels[label]);
            result.RowAt(chunk.Position + at + begin, _ends[sample] - begin);
            begin = _ends[sample] + 1;
        }
    }

    private void NameSensor(string partition)
    {
        if (_partition == partition) return;
        var file = Path.GetFileName(partition);
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        (_partition, _sensor) = (partition, Encoding.UTF8.GetBytes(dot < 0 ? file : file[..dot]));
    }
}
