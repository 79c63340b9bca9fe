using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// For every cell a set of small numbers (codes), with a value each or without, in order of their first appearance. A cell with few
/// codes has them side by side, where they are found by comparing eight at a time; one with many has an index as well.
/// </summary>
/// <remarks>
/// A region of a cell with room for n entries is n codes of 32 bits, n values of 64 bits where there are values, and, above
/// <see cref="LongestScan"/> entries, 2n places of 32 bits plus one each, 0 for none.
/// </remarks>
/// <param name="hasValues">Codes have values.</param>
internal sealed class CellMap(bool hasValues = true)
{
    private const int LeastRoom = 2;
    private const int LongestScan = 64;

    private readonly RegionHeap _heap = new();
    private Head[] _heads = [];

    public int Cells => _heads.Length;

    public long Bytes => _heap.Bytes + (_heads.Length * (long)Unsafe.SizeOf<Head>());

    public void EnsureCapacity(int cells)
    {
        if (cells > _heads.Length) Array.Resize(ref _heads, Math.Max(cells, 2 * _heads.Length));
    }

    /// <summary>How many codes the cell has.</summary>
    public int Count(int cell) => _heads[cell].Count;

    public ReadOnlySpan<int> Codes(int cell) => CodesOf(_heads[cell]);

    /// <summary>The values, one a code; valid until the map is changed.</summary>
    public Span<long> Values(int cell) => ValuesOf(_heads[cell]);

    /// <summary>The value of a code, which is added with 0 if it is new; valid until the map is changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref long GetOrAdd(int cell, int code, out bool added)
    {
        ref var head = ref _heads[cell];
        var at = Find(head, code);
        added = at < 0;
        if (added) at = Add(ref head, code);
        return ref ValuesOf(head)[at];
    }

    /// <summary>Adds a code to a map without values.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(int cell, int code)
    {
        ref var head = ref _heads[cell];
        if (Find(head, code) >= 0) return false;
        Add(ref head, code);
        return true;
    }

    /// <summary>
    /// Reads where the entries of so many cells lie before any is needed: the processor waits for many of them at once, and
    /// not for each in turn, which is most of what a row costs where there are a hundred thousand cells.
    /// </summary>
    public int Touch(ReadOnlySpan<int> cells)
    {
        var heads = _heads;
        var touched = 0;
        foreach (var cell in cells)
            if ((uint)cell < (uint)heads.Length) touched += heads[cell].Count;
        foreach (var cell in cells)
            if ((uint)cell < (uint)heads.Length && heads[cell].Count > 0) touched += (int)_heap[heads[cell].Region, 1][0];
        return touched;
    }

    public void Clear(int cell)
    {
        ref var head = ref _heads[cell];
        if (head.Room > 0) _heap.Give(head.Region, WordsOf(head.Room), ClassOf(head.Room));
        head = default;
    }

    private int Find(in Head head, int code) => head.Room <= LongestScan ? CodesOf(head).IndexOf(code) : Probe(head, code, out _);

    private int Add(ref Head head, int code)
    {
        if (head.Count == head.Room) Grow(ref head);
        var at = head.Count++;
        CodesOf(head)[at] = code;
        if (hasValues) ValuesOf(head)[at] = 0;
        if (head.Room > LongestScan)
        {
            Probe(head with { Count = at }, code, out var slot);
            IndexOf(head)[slot] = at + 1;
        }

        return at;
    }

    private void Grow(ref Head head)
    {
        var room = Math.Max(LeastRoom, checked(2 * head.Room));
        var larger = new Head { Region = _heap.Take(WordsOf(room), ClassOf(room)), Room = room, Count = head.Count };
        CodesOf(head).CopyTo(CodesOf(larger));
        if (hasValues) ValuesOf(head).CopyTo(ValuesOf(larger));
        if (head.Room > 0) _heap.Give(head.Region, WordsOf(head.Room), ClassOf(head.Room));
        head = larger;
        if (room > LongestScan) Index(head);
    }

    private void Index(in Head head)
    {
        var index = IndexOf(head);
        var codes = CodesOf(head);
        index.Clear();
        for (var at = 0; at < codes.Length; at++)
        {
            Probe(head, codes[at], out var slot);
            index[slot] = at + 1;
        }
    }

    /// <returns>The place of the code; or -1, and the slot of the index where it would stand.</returns>
    private int Probe(in Head head, int code, out int slot)
    {
        var index = IndexOf(head);
        var codes = CodesOf(head);
        var mask = index.Length - 1;
        for (slot = (int)((uint)code * 0x9E3779B1u >> 7) & mask; index[slot] != 0; slot = (slot + 1) & mask)
            if (index[slot] <= codes.Length && codes[index[slot] - 1] == code) return index[slot] - 1;
        return -1;
    }

    private Span<int> CodesOf(in Head head) => head.Count == 0 ? [] : MemoryMarshal.Cast<long, int>(_heap[head.Region, head.Room / 2])[..head.Count];

    private Span<long> ValuesOf(in Head head) => head.Count == 0 ? [] : _heap[head.Region, (head.Room / 2) + head.Count][(head.Room / 2)..];

    private Span<int> IndexOf(in Head head) => MemoryMarshal.Cast<long, int>(_heap[head.Region, WordsOf(head.Room)][(WordsOf(head.Room) - head.Room)..]);

    private int WordsOf(int room) => (hasValues ? room : 0) + (room / 2) + (room > LongestScan ? room : 0);

    private static int ClassOf(int room) => BitOperations.Log2((uint)room);

    private struct Head
    {
        public int Region;
        public int Count;
        public int Room;
    }
}
