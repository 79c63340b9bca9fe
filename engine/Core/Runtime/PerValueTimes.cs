using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>A watermark for each value of a column: <c>event_time: { per: sensor }</c>.</summary>
internal sealed class PerValueTimes(int column, WatermarkTracker tracker)
{
    private readonly Dictionary<object, TrackedPartition> _partitions = [];
    private readonly Dictionary<int, long> _greatest = [];

    public WatermarkTracker Tracker => tracker;

    public void Observe(Batch batch, int timeColumn)
    {
        var times = (FixedColumn<long>)batch[timeColumn];
        if (batch[column] is TextColumn { Codes: { } codes } text)
        {
            ObserveCodes(text, codes, times);
            return;
        }

        for (var row = 0; row < batch.Rows; row++)
            if (!times.IsNull(row) && batch[column].Boxed(row) is { } value) tracker.Observe(Find(value), times.Values[row]);
    }

    // Once a dictionary entry instead of once a row: the entry's text is looked up a single time.
    private void ObserveCodes(TextColumn text, int[] codes, FixedColumn<long> times)
    {
        _greatest.Clear();
        for (var row = 0; row < times.Length; row++)
            if (!times.IsNull(row) && !text.IsNull(row) && (!_greatest.TryGetValue(codes[row], out var before) || times.Values[row] > before))
                _greatest[codes[row]] = times.Values[row];
        foreach (var (code, greatest) in _greatest) tracker.Observe(Find(Encoding.UTF8.GetString(text.Entry(code))), greatest);
    }

    private TrackedPartition Find(object value)
    {
        if (_partitions.TryGetValue(value, out var known)) return known;
        return _partitions[value] = tracker.Add(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
    }
}
