using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms;

/// <summary>Keeps the rows for which a condition is met; one that is null is not met.</summary>
/// <example>
/// filter: value > 0 and sensor in ('PS1', 'PS2')
/// </example>
public sealed record FilterOptions
{
    /// <summary>The condition, over the input's columns.</summary>
    [Whole]
    public required ExpressionText Condition { get; init; }
}

internal sealed class Filter(FilterOptions options) : ITransform
{
    private Expression? _condition;

    public Schema? Bind(TransformBinding binding)
    {
        _condition = binding.Condition("", options.Condition, binding.Input);
        return _condition is null ? null : binding.Input;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var rows = Buffers.Rent<int>(batch.Rows);
        var kept = _condition!.Select(batch, rows);
        output.Account.Filtered += batch.Rows - kept;
        if (kept == batch.Rows)
        {
            output.Pass(batch);
        }
        else if (kept > 0)
        {
            output.Account.Passed += kept;
            output.Emit(batch.Where(rows.AsSpan(0, kept)));
        }

        Buffers.Return(rows);
    }
}
