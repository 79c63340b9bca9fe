using System.Buffers;
using System.Runtime.CompilerServices;

namespace StreamGuard.Contracts;

/// <summary>Pooled arrays for columns. An array may be longer than asked for and holds old content.</summary>
public static class Buffers
{
    public static T[] Rent<T>(int atLeast) => atLeast == 0 ? [] : PoolOf<T>(atLeast).Rent(atLeast);

    public static void Return<T>(T[]? array)
    {
        if (array is { Length: > 0 }) PoolOf<T>(array.Length).Return(array);
    }

    /// <summary>Moves the first <paramref name="used"/> items to an array of at least <paramref name="atLeast"/>.</summary>
    public static void Grow<T>(ref T[] array, int used, int atLeast)
    {
        var larger = Rent<T>(Math.Max(atLeast, Math.Max(16, array.Length * 2)));
        array.AsSpan(0, used).CopyTo(larger);
        Return(array);
        array = larger;
    }

    private static ArrayPool<T> PoolOf<T>(int length)
    {
        if (length <= Own<T>.Short) return Own<T>.ShortPool;
        return length <= Own<T>.Long ? Own<T>.LongPool : ArrayPool<T>.Shared;
    }

    /// <summary>
    /// The shared pool keeps few arrays of one length, by thread and processor. Here arrays are rented in one thread and
    /// returned in another, a window's row has a hundred short ones, and a few large ones are always under way; what the
    /// shared pool drops is allocated anew and zeroed. So up to 2 MB arrays have pools of their own, short ones one that
    /// keeps many.
    /// </summary>
    private static class Own<T>
    {
        private const int ShortBytes = 16 * 1024;
        private const int LongBytes = 2 * 1024 * 1024;

        /// <summary>Powers of two, as all lengths of a pool are.</summary>
        public static readonly int Short = Math.Max(16, ShortBytes / Unsafe.SizeOf<T>());
        public static readonly int Long = Math.Max(32, LongBytes / Unsafe.SizeOf<T>());

        public static readonly ArrayPool<T> ShortPool = ArrayPool<T>.Create(Short, maxArraysPerBucket: 1024);
        public static readonly ArrayPool<T> LongPool = ArrayPool<T>.Create(Long, maxArraysPerBucket: 24);
    }
}
