using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Functions;

/// <summary>What the functions of the history have in common: a name, a docstring and, as a rule, one argument.</summary>
internal abstract class HistoryFunction(string name, string summary) : IHistoryFunction
{
    public string Name => name;

    public virtual string Signature => $"{name}(value)";

    public string Summary => summary;

    public virtual int Constants => 0;

    public virtual int? BytesPerCell => null;

    /// <summary>What the argument must be, in words: "a number".</summary>
    protected abstract string Wanted { get; }

    public virtual ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var result = arguments.Count == 1 && constants.Count == Constants ? ResultOf(arguments[0]) : null;
        var given = arguments.Count == 0 ? "nothing" : string.Join(", ", arguments);
        problem = result is null ? $"{Signature} takes {Wanted}, got {given}" : null;
        return result;
    }

    public abstract KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees);

    /// <summary>The result's type for an argument; null when it does not fit.</summary>
    protected abstract ColumnType? ResultOf(ColumnType argument);
}
