using System.Runtime.Intrinsics;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Largest event times of batches; nulls move no watermark.</summary>
internal static class EventTimes
{
    /// <summary>The largest time; long.MinValue when there is none.</summary>
    public static long Greatest(FixedColumn<long> times)
    {
        var greatest = long.MinValue;
        var values = times.Values;
        if (times.Validity is not { } validity) return values.IsEmpty ? greatest : Greatest(values);

        for (var row = 0; row < values.Length; row++)
            if (Bits.Get(validity, row)) greatest = Math.Max(greatest, values[row]);
        return greatest;
    }

    private static long Greatest(ReadOnlySpan<long> values)
    {
        var greatest = long.MinValue;
        if (values.Length >= Vector256<long>.Count)
        {
            var most = Vector256.Create(long.MinValue);
            for (; values.Length >= Vector256<long>.Count; values = values[Vector256<long>.Count..]) most = Vector256.Max(most, Vector256.Create(values));
            for (var i = 0; i < Vector256<long>.Count; i++) greatest = Math.Max(greatest, most[i]);
        }

        foreach (var value in values) greatest = Math.Max(greatest, value);
        return greatest;
    }
}

/// <summary>Partitions by the value of a column: <c>event_time: { per: sensor }</c>.</summary>
internal sealed class PerValuePartitions(int column)
{
    private readonly Dictionary<object, TrackedPartition> _partitions = [];
    private readonly Dictionary<int, long> _greatest = [];

    public void Observe(Batch batch, int timeColumn, WatermarkTracker tracker)
    {
        var times = (FixedColumn<long>)batch[timeColumn];
        if (batch[column] is TextColumn { Codes: { } codes } text)
        {
            // Once a dictionary entry instead of once a row: the entry's text is looked up a single time.
            _greatest.Clear();
            for (var row = 0; row < batch.Rows; row++)
                if (!times.IsNull(row) && !text.IsNull(row) && (!_greatest.TryGetValue(codes[row], out var before) || times.Values[row] > before))
                    _greatest[codes[row]] = times.Values[row];
            foreach (var (code, greatest) in _greatest)
                tracker.Observe(Find(System.Text.Encoding.UTF8.GetString(text.Entry(code)), tracker), greatest);
            return;
        }

        for (var row = 0; row < batch.Rows; row++)
            if (!times.IsNull(row) && batch[column].Boxed(row) is { } value) tracker.Observe(Find(value, tracker), times.Values[row]);
    }

    public void CaughtUp()
    {
        foreach (var partition in _partitions.Values) partition.CaughtUp = true;
    }

    private TrackedPartition Find(object value, WatermarkTracker tracker)
    {
        if (_partitions.TryGetValue(value, out var known)) return known;
        return _partitions[value] = tracker.Add(value.ToString() ?? "");
    }
}
