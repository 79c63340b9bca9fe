namespace StreamGuard.Core.Aggregates.States;

/// <summary>A number of rows.</summary>
internal struct Tally : IMergeable<Tally>
{
    public long Rows;

    public void Merge(in Tally other) => Rows += other.Rows;

    public static void Count(in Tally state, Contracts.ColumnBuilder output) =>
        ((Contracts.FixedBuilder<long>)output).Append(state.Rows);
}
