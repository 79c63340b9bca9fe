using StreamGuard.Core.Aggregates.States;
using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Aggregates;

public class WeightedTests
{
    [Fact]
    public void Values_stand_as_often_as_their_weights_say()
    {
        var rows = new[] { (2.0, 3), (5.0, 1), (-1.0, 4) };
        var written = rows.SelectMany(row => Enumerable.Repeat(row.Item1, row.Item2)).ToList();

        var group = Weighted([.. rows.Select(row => ((double?)row.Item1, (string?)$"{row.Item2}"))]);

        Assert.Equal(written.Average(), (double)group[0]!, 1e-12);
        Assert.Equal(Math.Sqrt(written.Sum(value => (value - written.Average()) * (value - written.Average())) / (written.Count - 1)), (double)group[1]!, 1e-12);
    }

    [Fact]
    public void Equal_values_deviate_by_exactly_0_and_have_themselves_as_mean() =>
        Assert.Equal([0.1, 0.0], Weighted((0.1, "3"), (0.1, "7"), (0.1, "0.3")));

    [Fact]
    public void Leaves_out_nulls_and_weights_that_are_not_above_0() =>
        Assert.Equal([4.0, null], Weighted((4.0, "1"), (null, "2"), (7.0, null), (9.0, "0"), (9.0, "-1")));

    [Fact]
    public void Has_no_value_without_rows() => Assert.Equal([null, null], Weighted());

    [Fact]
    public void Merging_is_the_same_as_adding()
    {
        var (all, left, right) = (new WeightedMoments(), new WeightedMoments(), new WeightedMoments());
        foreach (var (value, weight) in new[] { (1.5, 2.0), (8.25, 1.0), (-3.0, 5.0) })
        {
            all.Add(value, weight);
            if (value > 0) left.Add(value, weight);
            else right.Add(value, weight);
        }

        left.Merge(right);

        Assert.Equal(Deviation(all), Deviation(left), 1e-12);
    }

    private static double Deviation(in WeightedMoments moments)
    {
        var builder = new FixedBuilder<double>(ColumnType.Float);
        WeightedMoments.Deviation(moments, builder);
        var column = builder.Build();
        return (double)column.Boxed(0)!;
    }

    private static object?[] Weighted(params (double? Value, string? Weight)[] rows) => Harness(By([], ("mean", "weighted_mean(score, to_float(address))"), ("deviation", "weighted_stddev(score, to_float(address))")))
        .Feed([.. rows.Select(row => Row("a", 1, row.Weight, row.Value))]).End().Rows[0];
}
