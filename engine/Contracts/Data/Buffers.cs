using System.Buffers;
using System.Runtime.CompilerServices;

namespace StreamGuard.Contracts;

/// <summary>Pooled arrays for columns. An array may be longer than asked for and holds old content.</summary>
public static class Buffers
{
    public static T[] Rent<T>(int atLeast)
    {
        if (atLeast == 0) return [];
        return atLeast <= Small<T>.Longest ? Small<T>.Pool.Rent(atLeast) : ArrayPool<T>.Shared.Rent(atLeast);
    }

    public static void Return<T>(T[]? array)
    {
        if (array is not { Length: > 0 }) return;
        if (array.Length <= Small<T>.Longest) Small<T>.Pool.Return(array);
        else ArrayPool<T>.Shared.Return(array);
    }

    /// <summary>Moves the first <paramref name="used"/> items to an array of at least <paramref name="atLeast"/>.</summary>
    public static void Grow<T>(ref T[] array, int used, int atLeast)
    {
        var larger = Rent<T>(Math.Max(atLeast, Math.Max(16, array.Length * 2)));
        array.AsSpan(0, used).CopyTo(larger);
        Return(array);
        array = larger;
    }

    /// <summary>
    /// The shared pool keeps few arrays of one length. A window's row has a hundred columns of one short array each,
    /// rented in one thread and returned in another, so short arrays have a pool that keeps many: at most 16 MB a length.
    /// </summary>
    private static class Small<T>
    {
        private const int LongestBytes = 16 * 1024;

        /// <summary>A power of two, as all lengths of the pool are.</summary>
        public static readonly int Longest = Math.Max(16, LongestBytes / Unsafe.SizeOf<T>());

        public static readonly ArrayPool<T> Pool = ArrayPool<T>.Create(Longest, maxArraysPerBucket: 1024);
    }
}
