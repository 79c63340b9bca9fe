using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// Writes the rows kept to a state, and reads them back: as they lie, with the rings that say whose they are, since copying
/// places that nobody has takes a tenth of the time of gathering the rows of many keys. Key by key as columns only where
/// very few places are used.
/// </summary>
internal static class RecentState
{
    private const int PlacesForOneUsed = 8;

    /// <summary>Bytes that <see cref="Save"/> writes, roughly.</summary>
    public static long BytesOf(RecentRows rows) => (LiesClose(rows) ? rows.Places : rows.Count) * rows.BytesPerRow;

    public static void Save(RecentRows rows, IReadOnlyList<ColumnType> types, SlotRuns keys, StateWriter state)
    {
        var liesClose = LiesClose(rows);
        state.Write(liesClose);
        if (liesClose) SavePlaces(rows, keys, state);
        else SaveRows(rows, types, keys, state);
    }

    public static void Restore(RecentRows rows, IReadOnlyList<ColumnType> types, ReadOnlySpan<int> keys, StateReader state)
    {
        if (state.ReadBool()) RestorePlaces(rows, types, keys, state);
        else RestoreRows(rows, types, keys, state);
    }

    private static bool LiesClose(RecentRows rows) => rows.Count > 0 && rows.Count * PlacesForOneUsed >= rows.Places;

    private static void SavePlaces(RecentRows rows, SlotRuns keys, StateWriter state)
    {
        foreach (var run in keys.Runs)
        {
            var rings = rows.RingsOf(run.First, run.Count);
            state.WriteItems(rings);
            for (var without = run.Count - rings.Length; without > 0; without--) state.WriteItems<Ring>([default]);
        }

        state.Write(rows.Places);
        state.WriteItems(rows.Times(0, rows.Places));
        foreach (var column in rows.Columns) column.Save(state, rows.Places);
    }

    private static void RestorePlaces(RecentRows rows, IReadOnlyList<ColumnType> types, ReadOnlySpan<int> keys, StateReader state)
    {
        state.Require(keys.Length, Unsafe.SizeOf<Ring>());
        var rings = new Ring[keys.Length];
        state.ReadItems<Ring>(rings);
        var places = state.ReadCount(sizeof(long));
        var times = new long[places];
        state.ReadItems<long>(times);
        Column[] columns = [.. types.Select(type => ColumnState.Read(state, type))];
        StateReader.Check(columns.All(column => column.Length == places), "recent rows have not the values of every argument");
        for (var i = 0; i < keys.Length; i++)
        {
            var ring = rings[i];
            StateReader.Check(ring.LiesWithin(places), "recent rows of a key lie where there are none");
            for (var index = 0; keys[i] >= 0 && index < ring.Count; index++) rows.Add(keys[i], times[ring.PlaceOf(index)], columns, ring.PlaceOf(index));
        }

        foreach (var column in columns) column.Release();
    }

    private static void SaveRows(RecentRows rows, IReadOnlyList<ColumnType> types, SlotRuns keys, StateWriter state)
    {
        var counts = Buffers.Rent<int>(keys.Saved);
        var (times, builders, saved) = (new FixedBuilder<long>(ColumnType.Timestamp), types.Select(ColumnBuilder.For).ToArray(), 0);
        foreach (var run in keys.Runs)
            for (var key = run.First; key < run.First + run.Count; key++)
            {
                counts[saved++] = rows.CountOf(key);
                Gather(rows, rows.RingOf(key), times, builders);
            }

        state.WriteItems<int>(counts.AsSpan(0, saved));
        Buffers.Return(counts);
        foreach (var column in builders.Prepend(times).Select(builder => builder.Build()))
        {
            ColumnState.Write(state, column);
            column.Release();
        }
    }

    private static void RestoreRows(RecentRows rows, IReadOnlyList<ColumnType> types, ReadOnlySpan<int> keys, StateReader state)
    {
        state.Require(keys.Length, sizeof(int));
        var counts = new int[keys.Length];
        state.ReadItems<int>(counts);
        var times = (FixedColumn<long>)ColumnState.Read(state, ColumnType.Timestamp);
        Column[] columns = [.. types.Select(type => ColumnState.Read(state, type))];
        StateReader.Check(counts.All(count => count >= 0) && counts.Sum(count => (long)count) == times.Length && columns.All(column => column.Length == times.Length),
            "the recent rows of keys are not as many as their times");
        var row = 0;
        for (var i = 0; i < keys.Length; i++)
            for (var end = row + counts[i]; row < end; row++)
                if (keys[i] >= 0) rows.Add(keys[i], times.Values[row], columns, row);
        foreach (var column in columns.Prepend(times)) column.Release();
    }

    private static void Gather(RecentRows rows, in Ring ring, FixedBuilder<long> times, ColumnBuilder[] builders)
    {
        for (var low = 0; low < ring.Count;)
        {
            var place = ring.PlaceOf(low);
            var count = Math.Min(ring.Count - low, ring.Start + ring.Room - place);
            times.Reserve(times.Length + count);
            rows.Times(place, count).CopyTo(times.Room.AsSpan(times.Length));
            times.Advance(times.Length + count);
            for (var i = 0; i < builders.Length; i++) rows.Columns[i].AppendTo(builders[i], place, count);
            low += count;
        }
    }
}
