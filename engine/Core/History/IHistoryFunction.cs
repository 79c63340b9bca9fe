using StreamGuard.Contracts;

namespace StreamGuard.Core.History;

/// <summary>A function that asks what is known of a key with the row's own value: seen, previous, zscore … Stateless.</summary>
internal interface IHistoryFunction : ICallable
{
    KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees);
}

/// <summary>Which rows of its key a row sees.</summary>
public enum Sees
{
    /// <summary>Those before it, not itself.</summary>
    Earlier,

    /// <summary>Those before it, and itself.</summary>
    Self,

    /// <summary>All up to its instant, those of the same instant that come behind it included.</summary>
    Instant,
}
