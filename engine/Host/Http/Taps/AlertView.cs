using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Host.Http.Taps;

/// <summary>An alert of a pipeline.</summary>
/// <param name="Id">Counted from 1; a gap where alerts were not kept.</param>
/// <param name="At">When it passed.</param>
/// <param name="From">The component that sent it.</param>
/// <param name="Row">Its values by column.</param>
/// <param name="Behind">How many rows there are that led to it.</param>
internal sealed record AlertView(long Id, DateTimeOffset At, string From, IReadOnlyDictionary<string, object?> Row, int Behind)
{
    public static AlertView Of(TappedAlert alert, RowMask mask)
    {
        var row = RowView.Of(alert.Row, mask);
        return new AlertView(row.Id, row.At, row.From, row.Row, alert.Behind.Count);
    }
}

/// <summary>The rows that led to an alert.</summary>
/// <param name="From">The component that sent them; left out where there are none.</param>
/// <param name="Key">The columns in which they are equal to it.</param>
/// <param name="Rows">As far as they were still held, the oldest first.</param>
internal sealed record BehindView(string? From, IReadOnlyList<string> Key, IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows)
{
    public static BehindView Of(TappedAlert alert, RowMask mask) =>
        new(alert.Origin?.Place, alert.Origin?.Key ?? [], [.. alert.Behind.Select(row => RowView.Of(row, mask).Row)]);
}
