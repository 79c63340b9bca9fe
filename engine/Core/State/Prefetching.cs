using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace StreamGuard.Core.State;

/// <summary>Asks the processor to fetch what will be read soon; where it cannot be asked, nothing happens.</summary>
internal static class Prefetching
{
    /// <summary>Rows between asking for what one of them reads and reading it: what so many rows cost is about the time of a cache miss.</summary>
    public const int Ahead = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Item<T>(T[] items, int index) where T : unmanaged
    {
        // An address that is out of date by the time it is fetched does no harm: nothing is read through it.
        if (Sse.IsSupported && (uint)index < (uint)items.Length)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(items), index)));
    }

    /// <summary>The same for the item that a row some rows further on will read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ItemAhead<T>(T[] items, ReadOnlySpan<int> indexes, int row) where T : unmanaged
    {
        if (row + Ahead < indexes.Length) Item(items, indexes[row + Ahead]);
    }
}
