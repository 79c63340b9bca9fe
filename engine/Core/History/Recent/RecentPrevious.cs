using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>The value of the newest row of a span that came before the row itself; null without one.</summary>
internal sealed class RecentPrevious(RecentRows rows, EntryColumn values, ColumnType type) : RecentCall
{
    private readonly ColumnBuilder _output = ColumnBuilder.For(type);

    public override bool IsOfRowsBefore => true;

    public override void Answer(int key, int low, int high, int row)
    {
        if (high > low) values.AppendTo(_output, rows.RingOf(key).PlaceOf(high - 1), 1);
        else _output.AppendNull();
    }

    public override Column Build(int answer) => _output.Build();
}
