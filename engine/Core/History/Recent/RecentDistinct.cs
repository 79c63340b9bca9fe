using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>How many different values the rows of a span have, exactly.</summary>
internal sealed class RecentDistinct(ValueCounts counts) : RecentCall
{
    private readonly FixedBuilder<long> _output = new(ColumnType.Int);

    public override void Answer(int key, int low, int high, int row) => _output.Append(counts.Distinct(key, low, high));

    public override Column Build(int answer) => _output.Build();
}
