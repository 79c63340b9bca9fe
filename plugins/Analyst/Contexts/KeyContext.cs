using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>Remembers the last rows and newest features of each key, up to so many keys, and tells what is known of one.</summary>
/// <param name="plan">What is remembered.</param>
/// <param name="text">How rows are written.</param>
internal sealed class KeyContext(ContextPlan plan, IRowText text)
{
    private readonly Dictionary<string, LinkedListNode<(string Key, KeyRows Rows)>> _keys = [];

    // The longest unseen first.
    private readonly LinkedList<(string Key, KeyRows Rows)> _order = [];
    private readonly KeyText _key = new(plan.Key, text);
    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly byte[][] _names = [.. plan.Columns.Select(column => Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(column.Name)}:"))];

    /// <summary>No alert comes for an earlier time.</summary>
    public long Watermark { get; set; } = long.MinValue;

    /// <summary>Learns of a row.</summary>
    public void Add(Batch batch, int row)
    {
        var known = Find(_key.Of(batch, row));
        for (var i = 0; i < plan.Features.Count; i++) known.Features[i] = Number(batch[plan.Features[i].Index], row);
        if (plan.LastRows > 0) known.Add(TimeOf(batch, row), Json(batch, row), Watermark);
    }

    /// <summary>What is known of the key of an alert, as of its time.</summary>
    /// <param name="key">As <see cref="KeyText"/> writes it.</param>
    /// <param name="alert">The alert, which knows its features better than the newest row of its key.</param>
    /// <param name="row">Its place.</param>
    /// <param name="time">Its time.</param>
    public Known Of(ReadOnlySpan<char> key, Batch alert, int row, long time)
    {
        _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node);
        var features = new List<KnownFeature>();
        for (var i = 0; i < plan.Features.Count; i++)
        {
            var value = plan.AlertFeatures[i] >= 0 ? Number(alert[plan.AlertFeatures[i]], row) : double.NaN;
            if (!double.IsFinite(value)) value = node?.Value.Rows.Features[i] ?? double.NaN;
            if (double.IsFinite(value) && Sorted(i) is { Length: > 0 } all) features.Add(KnownFeature.Of(plan.Features[i].Name, value, all));
        }

        return new Known(features, [.. node?.Value.Rows.Until(time) ?? []]);
    }

    /// <summary>About how much <see cref="Save"/> writes.</summary>
    public long StateBytes => _keys.Count == 0 ? 0 : _keys.Count * (100L + (8 * plan.Features.Count) + (2 * plan.LastRows * Math.Max(64L, _row.WrittenCount)));

    public void Save(StateWriter state)
    {
        state.Write(_order.Count);
        foreach (var (key, rows) in _order)
        {
            state.Write(key);
            rows.Save(state);
        }
    }

    public void Restore(StateReader state)
    {
        for (var left = state.ReadCount(2 * sizeof(int)); left > 0; left--) Find(state.ReadString()).Restore(state);
    }

    private KeyRows Find(ReadOnlySpan<char> key)
    {
        if (_keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node))
        {
            _order.Remove(node);
            _order.AddLast(node);
            return node.Value.Rows;
        }

        if (_keys.Count >= plan.MaxKeys)
        {
            _keys.Remove(_order.First!.Value.Key);
            _order.RemoveFirst();
        }

        var added = _order.AddLast((key.ToString(), new KeyRows(plan.LastRows, plan.Features.Count)));
        _keys.Add(added.Value.Key, added);
        return added.Value.Rows;
    }

    private double[] Sorted(int feature)
    {
        var values = _order.Select(each => each.Rows.Features[feature]).Where(double.IsFinite).ToArray();
        Array.Sort(values);
        return values;
    }

    /// <summary>An object of the columns that are told and have a value.</summary>
    private byte[] Json(Batch batch, int row)
    {
        _row.ResetWrittenCount();
        _row.Write("{"u8);
        for (var i = 0; i < _names.Length; i++)
        {
            var column = batch[plan.Columns[i].Index];
            if (column.IsNull(row)) continue;
            if (_row.WrittenCount > 1) _row.Write(","u8);
            _row.Write(_names[i]);
            text.JsonValue(column, row, _row);
        }

        _row.Write("}"u8);
        return _row.WrittenSpan.ToArray();
    }

    private long TimeOf(Batch batch, int row) => plan.Time < 0 || batch[plan.Time].IsNull(row) ? long.MinValue : batch.Ints(plan.Time)[row];

    private static double Number(Column column, int row) => column.IsNull(row) ? double.NaN : column switch
    {
        FixedColumn<double> floats => floats.Values[row],
        FixedColumn<bool> bools => bools.Values[row] ? 1 : 0,
        FixedColumn<long> ints when ints.Type.Kind == Kind.Duration => ints.Values[row] / 1e6,
        _ => ((FixedColumn<long>)column).Values[row],
    };
}
