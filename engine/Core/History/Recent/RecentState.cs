using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>Writes the rows kept to a state, key by key as columns, and reads them back.</summary>
internal static class RecentState
{
    public static void Save(RecentRows rows, IReadOnlyList<ColumnType> types, SlotRuns keys, StateWriter state)
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

    public static void Restore(RecentRows rows, IReadOnlyList<ColumnType> types, ReadOnlySpan<int> keys, StateReader state)
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
