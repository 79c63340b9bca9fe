using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>How many rows a span covers, or how many of them meet a condition.</summary>
/// <param name="rows">Where the rows are kept.</param>
/// <param name="met">How many meet the condition; null for all.</param>
internal sealed class RecentCounts(RecentRows rows, TrueCounts? met) : RecentCall
{
    private readonly FixedBuilder<long> _output = new(ColumnType.Int);

    public override void Answer(int key, int low, int high, int row) =>
        _output.Append(met is null ? high - low : met.Between(rows.RingOf(key), low, high));

    public override Column Build(int answer) => _output.Build();
}
