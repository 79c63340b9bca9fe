using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>Tells the rows that have an alert's key, and in event time lie in its window, or where it has none not behind it.</summary>
internal sealed class RowsOfKey
{
    private const string WindowStart = "window_start";
    private const string WindowEnd = "window_end";

    private readonly (string Column, object? Value, byte[]? Text)[] _key;
    private readonly string? _rowTime;
    private readonly DateTime? _time;
    private readonly (DateTime Start, DateTime End)? _window;

    public RowsOfKey(TappedRow alert, AlertOrigin origin)
    {
        _key = [.. origin.Key.Select(column => (column, ValueOf(alert, column), ValueOf(alert, column) is string text ? Encoding.UTF8.GetBytes(text) : null))];
        _rowTime = origin.RowTime;
        _time = origin.AlertTime is { } time ? ValueOf(alert, time) as DateTime? : null;
        if (ValueOf(alert, WindowStart) is DateTime start && ValueOf(alert, WindowEnd) is DateTime end) _window = (start, end);
    }

    public bool Matches(Batch batch, int row)
    {
        foreach (var (column, value, text) in _key)
            if (batch.Schema.IndexOf(column) is var index && (index < 0 || !IsEqual(batch[index], row, value, text))) return false;
        if (_rowTime is null || batch.Schema.IndexOf(_rowTime) is not (>= 0 and var time) || batch[time].Boxed(row) is not DateTime at) return true;
        // Rows of windows have the window as they are; those that went into it lie in it.
        return _window is { } window && batch.Schema.IndexOf(WindowStart) < 0 ? at >= window.Start && at < window.End : !(at > _time);
    }

    // Most keys are texts, which need not be made for the rows that have another one.
    private static bool IsEqual(Column column, int row, object? value, byte[]? text) =>
        text is not null && column is TextColumn texts ? !column.IsNull(row) && texts[row].SequenceEqual(text) : Equals(column.Boxed(row), value);

    private static object? ValueOf(TappedRow row, string column) => row.Schema.IndexOf(column) is >= 0 and var index ? row.Values[index] : null;
}
