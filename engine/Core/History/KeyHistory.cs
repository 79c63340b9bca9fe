using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>
/// What one call knows of every key, a cell each, and its answers row by row. Calls over the same arguments may share one:
/// it then gives several answers a row.
/// </summary>
internal abstract class KeyHistory
{
    /// <summary>
    /// Lets another call over the same arguments read its answers here; that one is then neither run nor saved.
    /// </summary>
    /// <returns>The place of its answers among those given; -1 when the two have nothing in common.</returns>
    public virtual int Join(KeyHistory other) => -1;

    /// <summary>Makes room for cells 0 to <paramref name="cells"/> - 1; new ones are empty.</summary>
    public abstract void EnsureCapacity(int cells);

    /// <summary>
    /// Takes the rows in order, row i of cell <c>cells[i]</c> (none is -1): answers from the cell and adds the row to it, in
    /// the order that <see cref="Sees"/> says. For <see cref="Sees.Instant"/> the rows stand by event time, whole instants.
    /// </summary>
    /// <param name="cells">Of each row.</param>
    /// <param name="input">The rows.</param>
    /// <param name="outputs">Take an answer a row: of the call itself, then of those that joined.</param>
    public abstract void Run(ReadOnlySpan<int> cells, in AggregateInput input, ReadOnlySpan<ColumnBuilder> outputs);

    /// <summary>Empties the cell for another key.</summary>
    public abstract void Clear(int cell);

    /// <summary>How many answers so far were null because they did not fit in their type.</summary>
    public virtual long Overflows => 0;

    /// <summary>Names what <see cref="Save"/> writes, to be compared before it is read back.</summary>
    public abstract string Layout { get; }

    /// <summary>About how many bytes are saved for so many cells.</summary>
    public abstract long StateBytes(int cells);

    /// <summary>Writes cells. The stream stands still meanwhile: flat arrays are written whole.</summary>
    public abstract void Save(SlotRuns cells, StateWriter state);

    /// <summary>Reads what <see cref="Save"/> wrote; called once for each instance that saved.</summary>
    /// <param name="cells">For each cell saved, in order, the empty one here that takes it over; -1 to leave it out.</param>
    /// <param name="state">The state.</param>
    public abstract void Restore(ReadOnlySpan<int> cells, StateReader state);
}
