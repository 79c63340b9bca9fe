using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions;

/// <summary>A typed expression that compiles its kernels when they are first needed.</summary>
internal sealed class BoundExpression(string text, Node root) : Expression
{
    private readonly KernelShape _shape = KernelShape.Of(root);
    private readonly bool _isMasked = NodeFacts.IsStrict(root) && !root.Type.IsText && root.Type.Element is null;
    private readonly KernelFrame _frame = new();
    private Kernel? _values;
    private Kernel? _valuesWithNulls;
    private Kernel? _selection;
    private Kernel? _selectionWithNulls;

    public override string Text => text;

    public override ColumnType Type => root.Type;

    public override IReadOnlyCollection<string> Columns { get; } = [.. NodeFacts.Columns(root).Select(column => column.Name)];

    internal Node Root => root;

    /// <summary>Compiles what <see cref="Evaluate"/> needs for rows without nulls.</summary>
    public void CompileValues()
    {
        if (root is not ColumnNode && KernelCache.Keeps(_shape)) KernelCache.Values(_shape, nulls: false);
    }

    /// <summary>Compiles what <see cref="Select"/> needs for rows without nulls.</summary>
    public void CompileSelection()
    {
        if (KernelCache.Keeps(_shape)) KernelCache.Selection(_shape, nulls: false);
    }

    public override Column Evaluate(Batch batch)
    {
        if (root is ColumnNode column)
        {
            batch[column.Index].Retain();
            return batch[column.Index];
        }

        // What is strict and of fixed size is computed as if there were no nulls; the rows with nulls are then masked out word by word.
        var nulls = HasNulls(batch);
        var kernel = nulls && !_isMasked
            ? _valuesWithNulls ??= KernelCache.Values(_shape, nulls: true)
            : _values ??= KernelCache.Values(_shape, nulls: false);
        _frame.Begin(batch, _shape);
        kernel(_frame);
        var result = Result(batch, mask: nulls && _isMasked);
        _frame.End();
        return result;
    }

    public override int Select(Batch batch, Span<int> rows)
    {
        var kernel = HasNulls(batch)
            ? _selectionWithNulls ??= KernelCache.Selection(_shape, nulls: true)
            : _selection ??= KernelCache.Selection(_shape, nulls: false);
        _frame.Begin(batch, _shape);
        kernel(_frame);
        var selected = (int[])_frame.Result!;
        var count = _frame.Count;
        selected.AsSpan(0, count).CopyTo(rows);
        _frame.End();
        Buffers.Return(selected);
        return count;
    }

    private bool HasNulls(Batch batch)
    {
        foreach (var column in _shape.Columns)
            if (batch[column].HasNulls) return true;
        return false;
    }

    private Column Result(Batch batch, bool mask)
    {
        var validity = _frame.Validity;
        if (validity is not null && _frame.Count == 0)
        {
            Buffers.Return(validity);
            validity = null;
        }

        if (mask) validity = Masked(batch, validity);
        return _frame.Result switch
        {
            double[] values => FixedColumn<double>.Of(Type, values, batch.Rows, validity),
            long[] values => FixedColumn<long>.Of(Type, values, batch.Rows, validity),
            bool[] values => FixedColumn<bool>.Of(Type, values, batch.Rows, validity),
            _ => ((ColumnBuilder)_frame.Result!).Build(),
        };
    }

    private ulong[] Masked(Batch batch, ulong[]? validity)
    {
        var masked = validity ?? Bits.Rent(batch.Rows, set: true);
        var words = Bits.Words(batch.Rows);
        foreach (var column in _shape.Columns)
        {
            if (batch[column].Validity is not { } bits) continue;
            for (var word = 0; word < words; word++) masked[word] &= bits[word];
        }

        return masked;
    }
}
