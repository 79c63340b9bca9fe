using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.States;

/// <summary>Which of true and false have been seen.</summary>
internal struct Verdicts : IValueState<Verdicts, bool>
{
    private bool _hasTrue;
    private bool _hasFalse;

    public void Add(bool value)
    {
        _hasTrue |= value;
        _hasFalse |= !value;
    }

    public void Merge(in Verdicts other)
    {
        _hasTrue |= other._hasTrue;
        _hasFalse |= other._hasFalse;
    }

    public static void Any(in Verdicts state, ColumnBuilder output) => Append(output, state, state._hasTrue);

    public static void Every(in Verdicts state, ColumnBuilder output) => Append(output, state, !state._hasFalse);

    private static void Append(ColumnBuilder output, in Verdicts state, bool value)
    {
        if (state._hasTrue || state._hasFalse) ((FixedBuilder<bool>)output).Append(value);
        else output.AppendNull();
    }
}
