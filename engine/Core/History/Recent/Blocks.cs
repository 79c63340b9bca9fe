using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// What the rows of blocks of 32, 1024 and 32768 places come to, worked out when first asked for: so that an aggregate over
/// a long span merges a few blocks and reads the rows at its ends only, and nothing is ever subtracted. A block's state is
/// that of an accumulator's cell.
/// </summary>
/// <remarks>Cells lie in groups of 33: 32 blocks, then the one that holds them all; and likewise one level up.</remarks>
internal sealed class Blocks(int firstCell, LaidOutRows rows, List<(Accumulator Accumulator, int[] Arguments)> fed) : IPlaced
{
    /// <summary>Rows of the smallest block.</summary>
    public const int Rows = 32;

    private const int Shift = 5;
    private const int Levels = 3;
    private readonly bool[][] _isKnown = [[], [], []];

    /// <summary>Cells that must be there, those before the first block among them.</summary>
    public int Cells { get; private set; }

    public void Begin(IReadOnlyList<ColumnType> types) => rows.Begin(types);

    public void Reserve(int places)
    {
        for (var level = 0; level < Levels; level++) Array.Resize(ref _isKnown[level], (places >> ShiftOf(level)) + 1);
        Cells = CellOf(2, (places >> ShiftOf(2)) + 1) + 1;
        foreach (var (accumulator, _) in fed) accumulator.EnsureCapacity(Cells);
    }

    public void Move(int from, int to, int count)
    {
        for (var block = to >> Shift; block <= (to + count - 1) >> Shift; block++) Forget(block << Shift);
    }

    public void Inserted(int key, in Ring ring, int index) => Forget(ring.PlaceOf(index));

    /// <summary>Merges whole blocks into a cell, the newest first: those of the rows from one number up to another.</summary>
    /// <param name="into">The cell.</param>
    /// <param name="ring">The ring.</param>
    /// <param name="from">A multiple of 32.</param>
    /// <param name="count">A multiple of 32.</param>
    public void Merge(int into, in Ring ring, int from, int count)
    {
        while (count > 0)
        {
            var end = unchecked(from + count);
            var level = Levels - 1;
            while (level > 0 && ((end & ((1 << ShiftOf(level)) - 1)) != 0 || count < 1 << ShiftOf(level) || ring.Room < 1 << ShiftOf(level))) level--;
            count -= 1 << ShiftOf(level);
            var place = ring.Start + (unchecked(from + count) & (ring.Room - 1));
            Know(level, place >> ShiftOf(level));
            foreach (var (accumulator, _) in fed) accumulator.Merge(into, CellOf(level, place >> ShiftOf(level)));
        }
    }

    private static int ShiftOf(int level) => Shift * (level + 1);

    private int CellOf(int level, int block) => firstCell + level switch
    {
        0 => block + (block >> Shift) + (block >> (2 * Shift)),
        1 => (block * 33) + 32 + (block >> Shift),
        _ => (block * ((32 * 33) + 1)) + (32 * 33),
    };

    private void Forget(int place)
    {
        for (var level = 0; level < Levels; level++) _isKnown[level][place >> ShiftOf(level)] = false;
    }

    private void Know(int level, int block)
    {
        ref var isKnown = ref _isKnown[level][block];
        if (isKnown) return;
        var cell = CellOf(level, block);
        foreach (var (accumulator, _) in fed) accumulator.Clear(cell);
        if (level == 0)
        {
            rows.AddPlaces(cell, block << Shift, Rows);
            rows.Feed(fed);
        }
        else
        {
            for (var part = (block << Shift) + 31; part >= block << Shift; part--)
            {
                Know(level - 1, part);
                foreach (var (accumulator, _) in fed) accumulator.Merge(cell, CellOf(level - 1, part));
            }
        }

        isKnown = true;
    }
}
