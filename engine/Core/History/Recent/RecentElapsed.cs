using StreamGuard.Contracts;
using StreamGuard.Core.History.Functions;

namespace StreamGuard.Core.History.Recent;

/// <summary>Seconds from the time of the newest row of a span that came before the row itself; null without one.</summary>
/// <param name="rows">Where the rows are kept.</param>
/// <param name="times">The times that are kept of them.</param>
/// <param name="column">Place of the time among the columns kept.</param>
internal sealed class RecentElapsed(RecentRows rows, EntryColumn times, int column) : RecentCall
{
    private readonly FixedBuilder<long> _before = new(ColumnType.Timestamp);
    private readonly FixedBuilder<double> _output = new(ColumnType.Float);
    private Column? _own;

    public override bool IsOfRowsBefore => true;

    public override void Begin(ReadOnlySpan<Column> arguments) => _own = arguments[column];

    public override void Answer(int key, int low, int high, int row)
    {
        if (high > low) times.AppendTo(_before, rows.RingOf(key).PlaceOf(high - 1), 1);
        else _before.AppendNull();
    }

    public override void End()
    {
        var (before, own) = ((FixedColumn<long>)_before.Build(), (FixedColumn<long>)_own!);
        for (var row = 0; row < before.Length; row++)
        {
            if (before.IsNull(row) || own.IsNull(row)) _output.AppendNull();
            else _output.Append(Elapsed.Seconds(before.Values[row], own.Values[row]));
        }

        before.Release();
    }

    public override Column Build(int answer) => _output.Build();
}
