using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class CorrelationTests
{
    private static readonly Schema Pairs = new([new("x", ColumnType.Float), new("y", ColumnType.Float)]);

    [Theory]
    [InlineData("1 2 3 4", "2 4 6 8", 1.0)]
    [InlineData("1 2 3 4", "8 6 4 2", -1.0)]
    [InlineData("1 2 3 4", "1 -1 -1 1", 0.0)]
    [InlineData("2 4 4 5 7", "1 3 2 2 6", 0.8871639008998)]
    [InlineData("1 2 ? 3 9", "5 ? 7 6 4", -0.7205766921229)]
    [InlineData("1 2", "5 5", null)]
    [InlineData("1", "5", null)]
    [InlineData("? 1", "5 ?", null)]
    public void Is_pearsons_over_rows_that_have_both(string x, string y, double? expected)
    {
        var found = Of("correlation", Rows(x, y));

        Assert.Equal(expected is null, found is null);
        if (expected is { } value) Assert.Equal(value, found!.Value, 1e-12);
    }

    [Fact]
    public void Covariance_has_one_less_in_its_divisor() => Assert.Equal(3.1, Of("covariance", Rows("2 4 4 5 7", "1 3 2 2 6"))!.Value, 1e-12);

    [Fact]
    public void A_large_mean_does_not_swallow_a_small_spread()
    {
        var rows = Rows("2 4 4 5 7", "1 3 2 2 6").Select(row => (row.X + 1e9, row.Y - 1e9)).ToArray();

        Assert.Equal(0.8871639008998, Of("correlation", rows)!.Value, 1e-7);
    }

    [Fact]
    public void Is_never_beyond_1()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => ((double?)(i * 0.1), (double?)(i * 0.3))).ToArray();

        Assert.InRange(Of("correlation", rows)!.Value, 1 - 1e-12, 1);
    }

    [Fact]
    public void Cells_merge_and_states_come_back()
    {
        var rows = Rows("2 4 ? 4 5 7", "1 3 9 2 2 6");
        for (var cut = 0; cut <= rows.Length; cut++)
        {
            var accumulator = New();
            Add(accumulator, 0, rows[..cut]);
            Add(accumulator, 1, rows[cut..]);
            var state = new ArrayBufferWriter<byte>();
            accumulator.Save(0, 2, new StateWriter(state));
            var restored = New();
            restored.Restore(0, 2, new StateReader(state.WrittenMemory));

            restored.Merge(0, 1);

            Assert.Equal(0.8871639008998, Result(restored)!.Value, 1e-12);
        }
    }

    [Fact]
    public void Wants_two_numbers()
    {
        Assert.Null(AggregateHarness.Find("correlation").Resolve([ColumnType.Float], [], out var problem));
        Assert.Equal("correlation(x, y) takes two numbers, got float", problem);
        Assert.Equal(ColumnType.Float, AggregateHarness.Find("correlation").Resolve([ColumnType.Int, ColumnType.Float], [], out _));
    }

    private static (double? X, double? Y)[] Rows(string x, string y) => [.. x.Split(' ').Zip(y.Split(' '), (left, right) => (Value(left), Value(right)))];

    private static double? Value(string text) => text == "?" ? null : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static double? Of(string name, (double?, double?)[] rows)
    {
        var accumulator = AggregateHarness.Find(name).Create([ColumnType.Float, ColumnType.Float], []);
        accumulator.EnsureCapacity(2);
        Add(accumulator, 0, rows);
        return Result(accumulator);
    }

    private static Accumulator New()
    {
        var accumulator = AggregateHarness.Find("correlation").Create([ColumnType.Float, ColumnType.Float], []);
        accumulator.EnsureCapacity(2);
        return accumulator;
    }

    private static void Add(Accumulator accumulator, int cell, (double? X, double? Y)[] rows)
    {
        var builder = new BatchBuilder(Pairs);
        foreach (var (x, y) in rows) builder.Row(x, y);
        var batch = builder.Build();
        var cells = new int[rows.Length];
        cells.AsSpan().Fill(cell);
        accumulator.Add(cells, new AggregateInput(batch.Columns, [], rows.Length));
    }

    private static double? Result(Accumulator accumulator)
    {
        var output = new FixedBuilder<double>(ColumnType.Float);
        accumulator.Emit(0, output);
        return (double?)output.Build().Boxed(0);
    }
}
