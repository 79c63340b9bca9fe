namespace StreamGuard.Core.History.Recent;

/// <summary>Which rows may still come, and so which of those kept may still be read.</summary>
/// <param name="IsOrdered">Rows come by event time: none after a row is earlier than it.</param>
/// <param name="Floor">Otherwise: no row is to come that is earlier than this and must see all that it could.</param>
internal readonly record struct RowsToCome(bool IsOrdered, long Floor)
{
    public long After(long time) => IsOrdered ? time : Floor;
}
