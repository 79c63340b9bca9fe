using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>Answers one call, or several of one span, for row after row.</summary>
internal abstract class RecentCall
{
    /// <summary>A row is answered before it is added, whatever rows see of themselves and of their instant.</summary>
    public virtual bool IsOfRowsBefore => false;

    /// <summary>Answers a row.</summary>
    /// <param name="key">Number of its key.</param>
    /// <param name="low">Index of the first row that the span covers.</param>
    /// <param name="high">One more than the index of the last.</param>
    /// <param name="row">The row's place in the batch given to <see cref="Begin"/>.</param>
    public abstract void Answer(int key, int low, int high, int row);

    /// <summary>The arguments of the rows that ask, a column each of the kept ones.</summary>
    public virtual void Begin(ReadOnlySpan<Column> arguments) { }

    /// <summary>The last row was answered; the arguments are given back next.</summary>
    public virtual void End() { }

    /// <summary>The answers given since the last time.</summary>
    public abstract Column Build(int answer);

    /// <summary>Results that were null because they did not fit in their type.</summary>
    public virtual long Overflows => 0;
}
