using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>A cell's state; its default value is that of a cell without rows.</summary>
internal interface IMergeable<TSelf> where TSelf : unmanaged
{
    /// <summary>Adds all that another cell has seen, as rows that came before its own.</summary>
    void Merge(in TSelf other);
}

/// <summary>An accumulator whose cells may be merged into several others, as a merge takes nothing from them.</summary>
internal interface IMergesCopies;

/// <summary>A state of values of one type, nulls left out.</summary>
internal interface IValueState<TSelf, TValue> : IMergeable<TSelf> where TSelf : unmanaged
{
    void Add(TValue value);
}

/// <summary>A state of values and their event times (microseconds UTC; 0 for all where the stream has none).</summary>
internal interface ITimedState<TSelf> : IMergeable<TSelf> where TSelf : unmanaged
{
    void Add(double value, long time);
}

/// <summary>Appends what a cell's state comes to.</summary>
internal delegate void Result<TState>(in TState state, ColumnBuilder output);

/// <summary>Whether what a cell's state comes to does not fit in its type, and so is null.</summary>
internal delegate bool Overflow<TState>(in TState state);
