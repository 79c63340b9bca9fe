using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Aggregates;

/// <summary>Runs one aggregate over values of one cell in the ways it may be run, which must all agree.</summary>
internal static class AggregateHarness
{
    private const int Cell = 3;
    private static readonly Registry Registry = Registry.WithBuiltIns();

    public static IAggregateFunction Find(string name) => Registry.FindAggregate(name)!;

    /// <summary>The result over values at seconds 0, 1, 2 …</summary>
    public static object? Of(string name, ColumnType type, params object?[] values) => OfConstants(name, type, [], values);

    public static object? OfConstants(string name, ColumnType type, object[] constants, object?[] values) =>
        OfTimed(name, type, constants, [.. values.Select((value, i) => ((double)i, value))]);

    /// <summary>The result over values at times in seconds; also in two batches, restored between them.</summary>
    public static object? OfTimed(string name, ColumnType type, object[] constants, params (double Second, object? Value)[] rows)
    {
        var function = Find(name);
        var result = function.Resolve([type], constants, out var problem) ?? throw new ArgumentException(problem);
        var whole = New(function, type, constants);
        Add(whole, type, rows);

        var first = New(function, type, constants);
        Add(first, type, rows[..(rows.Length / 2)]);
        var state = new ArrayBufferWriter<byte>();
        first.Save(0, Cell + 1, new StateWriter(state));
        var second = New(function, type, constants);
        var reader = new StateReader(state.WrittenMemory);
        second.Skip(Cell, reader);
        second.Restore(Cell, 1, reader);
        Assert.True(reader.AtEnd);
        Add(second, type, rows[(rows.Length / 2)..]);

        var found = ResultOf(whole, result);
        AssertClose(found, ResultOf(second, result));
        return found;
    }

    /// <summary>The result of two cells merged, the second one's rows having come before.</summary>
    public static object? Merged(string name, ColumnType type, (double, object?)[] into, (double, object?)[] from)
    {
        var function = Find(name);
        var accumulator = New(function, type, []);
        Add(accumulator, type, into);
        Add(accumulator, type, from, cell: 1);
        accumulator.Merge(Cell, 1);
        accumulator.Clear(1);
        return ResultOf(accumulator, function.Resolve([type], [], out _)!);
    }

    public static void AssertClose(object? expected, object? found)
    {
        if (expected is double want && found is double have && !want.Equals(have))
            Assert.True(Math.Abs(want - have) <= 1e-12 * Math.Max(Math.Abs(want), Math.Abs(have)), $"{have} is not {want}");
        else
            Assert.Equal(expected, found);
    }

    private static Accumulator New(IAggregateFunction function, ColumnType type, object[] constants)
    {
        var accumulator = function.Create([type], constants);
        accumulator.EnsureCapacity(Cell + 1);
        return accumulator;
    }

    private static void Add(Accumulator accumulator, ColumnType type, (double Second, object? Value)[] rows, int cell = Cell)
    {
        var builder = Column.Builder(type);
        foreach (var (_, value) in rows) builder.AppendBoxed(value);
        // A row of another cell and one of none, to be left out.
        builder.AppendBoxed(rows.Length == 0 ? null : rows[0].Value);
        builder.AppendBoxed(rows.Length == 0 ? null : rows[0].Value);
        int[] cells = [.. rows.Select(_ => cell), 0, -1];
        long[] times = [.. rows.Select(row => (long)(row.Second * 1e6)), 0, 0];
        accumulator.Add(cells, new AggregateInput([builder.Build()], times, cells.Length));
    }

    private static object? ResultOf(Accumulator accumulator, ColumnType type)
    {
        var builder = Column.Builder(type);
        accumulator.Emit(Cell, builder);
        return builder.Build().Boxed(0);
    }
}
