using System.Buffers;

namespace StreamGuard.Contracts;

/// <summary>Pooled arrays for columns. An array may be longer than asked for and holds old content.</summary>
public static class Buffers
{
    public static T[] Rent<T>(int atLeast) => atLeast == 0 ? [] : ArrayPool<T>.Shared.Rent(atLeast);

    public static void Return<T>(T[]? array)
    {
        if (array is { Length: > 0 }) ArrayPool<T>.Shared.Return(array);
    }

    /// <summary>Moves the first <paramref name="used"/> items to an array of at least <paramref name="atLeast"/>.</summary>
    public static void Grow<T>(ref T[] array, int used, int atLeast)
    {
        var larger = Rent<T>(Math.Max(atLeast, Math.Max(16, array.Length * 2)));
        array.AsSpan(0, used).CopyTo(larger);
        Return(array);
        array = larger;
    }
}
