using StreamGuard.Core.Aggregates.Nested;

namespace StreamGuard.Core.Tests.Aggregates.Nested;

public class CellMapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Holds_what_dictionaries_hold(int seed)
    {
        var random = new Random(seed);
        var (map, oracle) = (new CellMap(), Enumerable.Range(0, 20).Select(_ => new OrderedDictionary<int, long>()).ToArray());
        map.EnsureCapacity(20);
        for (var step = 0; step < 60_000; step++)
        {
            var cell = random.Next(20);
            if (random.Next(2000) == 0)
            {
                map.Clear(cell);
                oracle[cell].Clear();
                continue;
            }

            var code = random.Next(cell % 3 == 0 ? 5 : cell % 3 == 1 ? 200 : 40_000);
            map.GetOrAdd(cell, code, out var added)++;
            Assert.Equal(oracle[cell].TryAdd(code, 0), added);
            oracle[cell][code]++;
        }

        for (var cell = 0; cell < 20; cell++)
        {
            Assert.Equal(oracle[cell].Keys, map.Codes(cell).ToArray());
            Assert.Equal(oracle[cell].Values, map.Values(cell).ToArray());
        }
    }

    [Fact]
    public void Uses_again_what_cleared_cells_held()
    {
        var map = new CellMap();
        map.EnsureCapacity(1);
        for (var round = 0; round < 1000; round++)
        {
            for (var code = 0; code < 100; code++) map.GetOrAdd(0, code, out _) = code;
            map.Clear(0);
        }

        Assert.InRange(map.Bytes, 1, 2_000_000);
    }

    [Fact]
    public void Holds_a_cell_larger_than_a_chunk()
    {
        var map = new CellMap();
        map.EnsureCapacity(2);

        for (var code = 0; code < 300_000; code++) map.GetOrAdd(1, code, out _) = code;

        Assert.Equal(300_000, map.Count(1));
        Assert.Equal(299_999, map.GetOrAdd(1, 299_999, out var added));
        Assert.False(added);
    }
}
