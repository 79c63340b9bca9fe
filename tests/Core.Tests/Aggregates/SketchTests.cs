using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Aggregates;

public class SketchTests
{
    private static readonly double[] Shares = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1];

    public static TheoryData<string, int> Data
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in new[] { "uniform", "normal", "lognormal", "pareto", "whole", "tiny", "huge", "losses" })
                foreach (var count in new[] { 1, 2, 3, 10, 1000, 20_000 }) data.Add(name, count);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void Is_within_1_percent_of_the_exact_value(string name, int count)
    {
        var values = Values(name, count, seed: count);
        var sketch = New(1);
        Add(sketch, 0, values);

        foreach (var share in Shares) AssertNear(values, share, Result(sketch, 0, share));
    }

    [Fact]
    public void Between_a_negative_and_a_positive_neighbour_it_is_within_1_percent_of_the_larger()
    {
        var found = (double)AggregateHarness.Of("approx_median", ColumnType.Float, -100.0, 101.0)!;

        Assert.InRange(found, 0.5 - 1.01, 0.5 + 1.01);
    }

    [Theory]
    [InlineData("lognormal")]
    [InlineData("normal")]
    [InlineData("every magnitude")]
    public void Cells_merged_are_one_cell_of_all_values_and_stay_as_they_were(string name)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var values = Values(name, 6000, seed);
            var cut = new Random(seed).Next(values.Length + 1);
            var (whole, parts) = (New(1), New(3));
            Add(whole, 0, values);
            Add(parts, 0, values[..cut]);
            Add(parts, 1, values[cut..]);

            parts.Merge(2, 1);
            var before = Saved(parts, 1);
            parts.Merge(2, 0);

            Assert.True(parts.KeepsMerged);
            Assert.Equal(Saved(whole, 0), Saved(parts, 2));
            Assert.Equal(before, Saved(parts, 1));
        }
    }

    [Fact]
    public void States_come_back_equal_and_go_on()
    {
        var values = Values("every magnitude", 5000, seed: 1);
        var (whole, first, second) = (New(1), New(1), New(1));
        Add(whole, 0, values);
        Add(first, 0, values[..3000]);

        second.Restore(0, 1, new StateReader(Saved(first, 0)));
        Assert.Equal(Saved(first, 0), Saved(second, 0));
        Add(second, 0, values[3000..]);

        Assert.Equal(Saved(whole, 0), Saved(second, 0));
    }

    [Fact]
    public void Beyond_2048_buckets_the_lowest_are_one_and_higher_shares_stay_exact()
    {
        // A bucket each: the 4000 values lie 2.1 % apart.
        double[] values = [.. Enumerable.Range(0, 4000).Select(i => Math.Pow(1.021, i - 2000))];
        var (up, down) = (New(1), New(1));
        Add(up, 0, values);
        Add(down, 0, [.. values.Reverse()]);

        Assert.Equal(Saved(up, 0), Saved(down, 0));
        foreach (var share in new[] { 0.49, 0.5, 0.75, 0.99, 1 }) AssertNear(values, share, Result(up, 0, share));
        AssertNear(values, 1952.0 / 3999, Result(up, 0, 0));
        var lengths = 2 * sizeof(int);
        Assert.Equal(AggregateHarness.Find("approx_percentile").BytesPerCell, Saved(up, 0).Length - lengths);
    }

    [Fact]
    public void Zero_infinities_and_NaN_are_themselves_in_the_order_of_percentile()
    {
        object?[] values = [double.NaN, 0.0, double.PositiveInfinity, -0.0, null, double.NegativeInfinity];

        Assert.Equal([double.NegativeInfinity, 0.0, 0.0, double.PositiveInfinity, double.NaN],
            new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(share => (double)AggregateHarness.OfConstants("approx_percentile", ColumnType.Float, [share], values)!));
    }

    [Fact]
    public void The_ends_of_the_range_of_floats_are_within_1_percent()
    {
        foreach (var value in new[] { double.MaxValue, double.MinValue, double.Epsilon, -double.Epsilon, 2 * double.Epsilon, 2.2250738585072014e-308, 1, -1 })
            AssertNear([value], 0.5, (double)AggregateHarness.Of("approx_median", ColumnType.Float, value)!);
        AssertNear([long.MinValue], 0.5, (double)AggregateHarness.Of("approx_median", ColumnType.Int, long.MinValue)!);
    }

    [Fact]
    public void Null_without_a_value() => Assert.Null(AggregateHarness.Of("approx_median", ColumnType.Int, [null]));

    [Fact]
    public void A_share_beyond_0_to_1_is_refused()
    {
        Assert.Null(AggregateHarness.Find("approx_percentile").Resolve([ColumnType.Float], [95L], out var problem));

        Assert.Equal("the share of approx_percentile(value, share) must be from 0 to 1, got 95", problem);
    }

    private static double[] Values(string name, int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(_ => name switch
        {
            "uniform" => random.NextDouble(),
            "normal" => Normal(),
            "lognormal" => Math.Exp(3 * Normal()),
            "pareto" => Math.Pow(1 - random.NextDouble(), -1.5),
            "whole" => random.Next(50),
            "tiny" => random.Next(1000) * double.Epsilon,
            "huge" => double.MaxValue * random.NextDouble(),
            "losses" => -Math.Exp(Normal()),
            _ => (random.Next(2) == 0 ? -1 : 1) * Math.Exp(random.Next(-700, 700) + random.NextDouble()),
        })];
    }

    private static void AssertNear(double[] values, double share, double found)
    {
        var sorted = values.Order().ToArray();
        var place = share * (sorted.Length - 1);
        var (low, high, part) = (sorted[(int)place], sorted[Math.Min((int)place + 1, sorted.Length - 1)], place - (int)place);
        var exact = low == high ? low : low * (1 - part) + high * part;
        var of = Math.Sign(low) * Math.Sign(high) < 0 ? Math.Max(Math.Abs(low), Math.Abs(high)) : Math.Abs(exact);
        Assert.True(Math.Abs(found - exact) <= 0.01 * of, $"{share} of {values.Length}: {found} is not within 1 % of {exact}");
    }

    private static Accumulator New(int cells)
    {
        var accumulator = AggregateHarness.Find("approx_percentile").Create([ColumnType.Float], [0.5]);
        accumulator.EnsureCapacity(cells);
        return accumulator;
    }

    private static void Add(Accumulator accumulator, int cell, double[] values)
    {
        var cells = new int[values.Length];
        cells.AsSpan().Fill(cell);
        var builder = new FixedBuilder<double>(ColumnType.Float);
        foreach (var value in values) builder.Append(value);
        accumulator.Add(cells, new AggregateInput([builder.Build()], [], values.Length));
    }

    private static byte[] Saved(Accumulator accumulator, int cell)
    {
        var state = new ArrayBufferWriter<byte>();
        accumulator.Save(cell, 1, new StateWriter(state));
        return state.WrittenSpan.ToArray();
    }

    /// <summary>Asks an accumulator of another share for the cell, as calls that share their state do.</summary>
    private static double Result(Accumulator accumulator, int cell, double share)
    {
        var asked = AggregateHarness.Find("approx_percentile").Create([ColumnType.Float], [share]);
        Assert.True(asked.TryShare(accumulator));
        var output = new FixedBuilder<double>(ColumnType.Float);
        asked.Emit(cell, output);
        return (double)output.Build().Boxed(0)!;
    }
}
