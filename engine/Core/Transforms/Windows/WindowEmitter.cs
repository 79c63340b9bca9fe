using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Makes rows of windows: key, bounds, what the kind of window adds, and a column for each aggregate and pivot value.</summary>
internal sealed class WindowEmitter
{
    private const int MostRows = 4096;

    private readonly WindowPlan _plan;
    private readonly WindowGroups _groups;
    private readonly ColumnBuilder[] _keys;
    private readonly FixedBuilder<long>? _start;
    private readonly FixedBuilder<long>? _end;
    private readonly FixedBuilder<bool>? _isComplete;
    private readonly FixedBuilder<long>? _revision;
    private readonly FixedBuilder<bool>? _isFinal;
    private readonly ColumnBuilder[] _head;
    private int[] _cells = [];
    private long _overflows;

    public WindowEmitter(WindowPlan plan, WindowGroups groups)
    {
        (_plan, _groups) = (plan, groups);
        _keys = [.. plan.Key.Select(column => ColumnBuilder.For(plan.Input[column].Type))];
        if (plan.EventTime >= 0) (_start, _end) = (new(ColumnType.Timestamp), new(ColumnType.Timestamp));
        if (plan.Options.Count is not null) _isComplete = new(ColumnType.Bool);
        if (plan.IsUpdating) (_revision, _isFinal) = (new(ColumnType.Int), new(ColumnType.Bool));
        _head = [.. _keys.Concat(new ColumnBuilder?[] { _start, _end, _isComplete, _revision, _isFinal }.OfType<ColumnBuilder>())];
    }

    /// <summary>Emits a row for each window, in order, and counts it as made.</summary>
    /// <param name="windows">Their numbers.</param>
    /// <param name="finalEnd">Windows that end here or before are final.</param>
    /// <param name="output">Where the rows go.</param>
    public void Emit(List<int> windows, long finalEnd, Output output)
    {
        for (var from = 0; from < windows.Count; from += MostRows)
        {
            var batch = Build(CollectionsMarshal.AsSpan(windows).Slice(from, Math.Min(MostRows, windows.Count - from)), finalEnd);
            output.Account.Made += batch.Rows;
            output.Emit(batch);
        }

        if (windows.Count > 0) CountOverflows(output.Account);
    }

    private void CountOverflows(Account account)
    {
        var overflows = _groups.Aggregates.Overflows();
        account.Overflows += overflows - _overflows;
        _overflows = overflows;
    }

    private Batch Build(ReadOnlySpan<int> windows, long finalEnd)
    {
        foreach (var group in windows) AppendHead(group, finalEnd);
        var columns = new Column[_plan.Output.Count];
        for (var i = 0; i < _head.Length; i++) columns[i] = _head[i].Build();

        if (_cells.Length < windows.Length) _cells = new int[Math.Max(windows.Length, 2 * _cells.Length)];
        var cells = _cells.AsSpan(0, windows.Length);
        var at = _head.Length;
        for (var slot = 0; slot < _plan.Width; slot++)
        {
            for (var i = 0; i < windows.Length; i++) cells[i] = windows[i] * _plan.Width + slot;
            for (var aggregate = 0; aggregate < _plan.Aggregates.Count; aggregate++)
                columns[at++] = _groups.Aggregates.Results(slot, aggregate, cells);
        }

        return new Batch(_plan.Output, columns, windows.Length);
    }

    private void AppendHead(int group, long finalEnd)
    {
        ref var window = ref _groups[group];
        _groups.Keys.AppendTo(window.Key, _keys);
        _start?.Append(window.Start);
        _end?.Append(window.End);
        var isComplete = window.Rows == _plan.Options.Count;
        _isComplete?.Append(isComplete);
        _revision?.Append(window.Revision++);
        _isFinal?.Append(isComplete || (_plan.Options.Count is null ? window.End <= finalEnd : finalEnd == long.MaxValue));
    }
}
