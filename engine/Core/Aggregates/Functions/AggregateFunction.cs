using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Functions;

/// <summary>What the functions of Core have in common: a name, a docstring and, as a rule, one argument.</summary>
internal abstract class AggregateFunction(string name, string summary) : IAggregateFunction
{
    public string Name => name;

    public virtual string Signature => $"{name}(value)";

    public string Summary => summary;

    public virtual int Constants => 0;

    public virtual bool DependsOnArrival => false;

    public virtual bool NeedsEventTime => false;

    public virtual int? BytesPerCell => null;

    /// <summary>What the argument must be, in words: "a number".</summary>
    protected abstract string Wanted { get; }

    public virtual ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        var result = arguments.Count == 1 && constants.Count == Constants ? ResultOf(arguments[0]) : null;
        problem = result is null ? $"{Signature} takes {Wanted}, got {Describe(arguments)}" : null;
        return result;
    }

    public abstract Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants);

    /// <summary>The result's type for an argument; null when it does not fit.</summary>
    protected abstract ColumnType? ResultOf(ColumnType argument);

    protected static string Describe(IReadOnlyList<ColumnType> arguments) => arguments.Count == 0 ? "nothing" : string.Join(", ", arguments);

    /// <summary>An accumulator of numbers, whichever of the two they are.</summary>
    protected static Accumulator OfNumber<TState>(ColumnType argument, Result<TState> result)
        where TState : unmanaged, IValueState<TState, double>, IValueState<TState, long> =>
        argument.Kind == Kind.Float ? new ValueAccumulator<TState, double>(result) : new ValueAccumulator<TState, long>(result);

    protected static int SizeOf<TState>() => Unsafe.SizeOf<TState>();
}
