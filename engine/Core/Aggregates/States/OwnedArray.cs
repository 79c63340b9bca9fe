namespace StreamGuard.Core.Aggregates.States;

/// <summary>What an array of a cell costs.</summary>
internal static class OwnedArray
{
    // What stands before an array's items.
    private const int Head = 24;

    /// <summary>Bytes of an array with its head, in whole words.</summary>
    /// <param name="items">Its length.</param>
    /// <param name="size">Bytes of an item.</param>
    public static long Bytes(int items, int size) => Head + (((items * (long)size) + 7) & ~7L);
}
