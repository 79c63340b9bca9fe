using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>What has happened.</summary>
/// <param name="Id">Its event_id, where it has one.</param>
/// <param name="Time">When.</param>
/// <param name="User">Who, where its rows have a column user.</param>
/// <param name="Pipeline">Which pipeline has kept it; left out where no pipeline of the host writes its table.</param>
/// <param name="Table">Where it is kept: the sink's name.</param>
/// <param name="Row">All its columns; those that are null are left out.</param>
internal sealed record EventView(string? Id, string Time, string? User, string? Pipeline, string Table, StoredRow Row)
{
    public static EventView Of(RowPages.PlacedRow placed) =>
        new(placed.Row.Cell("event_id"), Timestamps.Format(placed.Time), placed.Row.Cell("user"), placed.Table.Pipeline, placed.Table.Name, placed.Row);
}
