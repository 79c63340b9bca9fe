using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>Makes rows of groups: key, revision where there is one, and a column for each aggregate.</summary>
internal sealed class GroupEmitter
{
    private const int MostRows = 4096;

    private readonly GroupPlan _plan;
    private readonly GroupTable _groups;
    private readonly ColumnBuilder[] _keys;
    private readonly FixedBuilder<long>? _revision;
    private readonly FixedBuilder<bool>? _isFinal;
    private readonly ColumnBuilder[] _head;
    private long _overflows;

    public GroupEmitter(GroupPlan plan, GroupTable groups)
    {
        (_plan, _groups) = (plan, groups);
        _keys = [.. plan.Key.Select(column => ColumnBuilder.For(plan.Input[column].Type))];
        if (plan.IsUpdating) (_revision, _isFinal) = (new(ColumnType.Int), new(ColumnType.Bool));
        _head = [.. _keys.Concat(new ColumnBuilder?[] { _revision, _isFinal }.OfType<ColumnBuilder>())];
    }

    /// <summary>Emits a row for each group, in order, and counts it as made.</summary>
    /// <param name="groups">Their numbers.</param>
    /// <param name="areFinal">No row comes any more.</param>
    /// <param name="output">Where the rows go.</param>
    public void Emit(ReadOnlySpan<int> groups, bool areFinal, Output output)
    {
        for (; !groups.IsEmpty; groups = groups[Math.Min(MostRows, groups.Length)..])
        {
            var batch = Build(groups[..Math.Min(MostRows, groups.Length)], areFinal);
            output.Account.Made += batch.Rows;
            output.Emit(batch);
        }

        var overflows = _groups.Aggregates.Overflows();
        output.Account.Overflows += overflows - _overflows;
        _overflows = overflows;
    }

    private Batch Build(ReadOnlySpan<int> groups, bool areFinal)
    {
        foreach (var group in groups)
        {
            _groups.Keys.AppendTo(group, _keys);
            _revision?.Append(_groups.NextRevision(group));
            _isFinal?.Append(areFinal);
        }

        var columns = new Column[_plan.Output.Count];
        for (var i = 0; i < _head.Length; i++) columns[i] = _head[i].Build();
        for (var i = 0; i < _plan.Aggregates.Count; i++) columns[_head.Length + i] = _groups.Aggregates.Results(0, i, groups);
        return new Batch(_plan.Output, columns, groups.Length);
    }
}
