namespace StreamGuard.Contracts;

/// <summary>
/// Objects that nobody holds, to be used again: a window's row of a hundred columns is a hundred objects of one short
/// array each, which were most of what workload H allocated. Keeps at most <see cref="Most"/>; the rest is garbage.
/// </summary>
internal static class Spares<T> where T : class
{
    private const int Most = 2048;

    private static readonly T?[] Kept = new T?[Most];
    private static readonly Lock Gate = new();
    private static int _count;

    public static T? Take()
    {
        lock (Gate)
        {
            if (_count == 0) return null;
            var taken = Kept[--_count];
            Kept[_count] = null;
            return taken;
        }
    }

    public static void Keep(T spare)
    {
        lock (Gate)
            if (_count < Most) Kept[_count++] = spare;
    }
}
