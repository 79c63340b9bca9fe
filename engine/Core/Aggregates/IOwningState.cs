using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates;

/// <summary>A cell's state that owns memory of its own; its default value is that of a cell without rows.</summary>
internal interface IOwningState<TSelf> where TSelf : struct
{
    /// <summary>Whether a merge takes nothing from the other cell, and what it adds stays small: it may then be merged into several.</summary>
    static virtual bool KeepsMerged => false;

    /// <summary>Bytes of the arrays and texts it has, about.</summary>
    long OwnedBytes { get; }

    /// <summary>Adds a value that is not null, of any type the function takes.</summary>
    void Add(Column column, int row, long time);

    /// <summary>Adds all that another cell has seen, as rows that came before its own; that one is cleared next.</summary>
    void Merge(in TSelf other);

    /// <summary>Gives back pooled memory, if any.</summary>
    void Clear() { }

    void Save(ref GatheredWriter state);

    void Restore(StateReader state);
}
