using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Transforms.Groups;

/// <summary>Groups with nested aggregates and those that read the row before, beside an oracle that works them out in the plainest way.</summary>
public class GroupPropertyTests
{
    private static readonly TimeSpan Disorder = TimeSpan.FromSeconds(5);

    private static readonly (string Name, string Text, Func<IReadOnlyList<Login>, object?> Oracle)[] Aggregates =
    [
        ("n", "count()", rows => (long)rows.Count),
        ("most", "max(count() by address)", rows => ByAddress(rows).Max(group => group.Count())),
        ("spread", "stddev(count() by address)", rows => Deviation(ByAddress(rows).Select(group => (double)group.Count()))),
        ("weighted", "weighted_mean(count() by address, count() by address)", rows => ByAddress(rows).Sum(group => (double)group.Count() * group.Count()) / rows.Count),
        ("deviation", "weighted_stddev(count() by address, count() by address)", rows => Deviation(ByAddress(rows).SelectMany(group => Enumerable.Repeat((double)group.Count(), group.Count())))),
        ("rare", "count_if((count() by address) <= 2)", rows => (long)ByAddress(rows).Count(group => group.Count() <= 2)),
        ("middle", "median(count() by second(time))", rows => Median(rows.GroupBy(row => row.Time.Second).Select(group => (double)group.Count()))),
        ("means", "max(mean(score) by (address, second(time) % 2))", rows => rows.GroupBy(row => (row.Address, row.Time.Second % 2)).Select(group => group.Average(row => row.Score)).Max()),
        ("firsts", "count_distinct(min(address) by score)", rows => (long)rows.Where(row => row.Address is not null).GroupBy(row => row.Score).Select(group => group.MinBy(row => row.Address, StringComparer.Ordinal).Address).Distinct().Count()),
        ("quick", "count_if(elapsed(time) < 0.5)", rows => (long)Gaps(rows).Count(gap => gap < 0.5)),
        ("pause", "mean(elapsed(time))", rows => rows.Count < 2 ? null : Gaps(rows).Average()),
        ("moved", "count_if(previous(address) != address)", rows => (long)rows.Zip(rows.Skip(1)).Count(pair => pair.First.Address is not null && pair.Second.Address is not null && pair.First.Address != pair.Second.Address)),
        ("risen", "max(score - previous(score))", rows => rows.Count < 2 ? null : rows.Zip(rows.Skip(1)).Max(pair => pair.Second.Score - pair.First.Score)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Gives_what_the_oracle_does_for_any_batches_lanes_and_arrival(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 12; round++)
        {
            var logins = Enumerable.Range(0, random.Next(1, 300)).Select(i => Any(random, i)).ToList();
            var expected = logins.OrderBy(row => row.Time).ThenBy(row => row.Score).GroupBy(row => row.User).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Aggregates.Select(each => each.Oracle([.. group])).Prepend(group.Key).ToArray()).ToList();

            var rows = Run([.. logins.OrderBy(row => row.Time + (Disorder * random.NextDouble()))], random).OrderBy(row => (string?)row[0], StringComparer.Ordinal).ToList();

            Assert.Equal(expected.Count, rows.Count);
            foreach (var (want, got) in expected.Zip(rows))
                for (var i = 0; i < want.Length; i++) AssertSame(want[i], got[i], $"seed {seed}, round {round}, {(i == 0 ? "user" : Aggregates[i - 1].Name)} of {want[0]}");
        }
    }

    private static List<object?[]> Run(Login[] logins, Random random)
    {
        var options = By(["user"], [.. Aggregates.Select(each => (each.Name, each.Text))]) with { Order = GroupOrder.EventTime, Tie = ["score"] };
        var lanes = new[] { Harness(options) };
        var watermark = DateTime.MinValue;
        for (var from = 0; from < logins.Length;)
        {
            var rows = logins[from..Math.Min(logins.Length, from + random.Next(1, 60))];
            from += rows.Length;
            for (var lane = 0; lane < lanes.Length; lane++) Feed(lanes[lane], rows.Where(row => LaneOf(row.User, lanes.Length) == lane));
            watermark = logins[..from].Max(row => row.Time) - Disorder;
            foreach (var lane in lanes) lane.Watermark(watermark);
            if (random.Next(3) > 0) continue;
            var states = lanes.Select(lane => lane.Save()).ToList();
            lanes = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Harness(options))];
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane].Restore(states, new LaneShare(lane, lanes.Length));
                lanes[lane].Account.In = lanes[lane].Account.Held = logins[..from].Count(row => row.Time >= watermark && LaneOf(row.User, lanes.Length) == lane);
            }
        }

        return [.. lanes.SelectMany(lane => lane.End().Rows)];
    }

    private static void Feed(TransformHarness group, IEnumerable<Login> rows) => group.Feed([.. rows.Select(row => new object?[] { row.User, row.Time, row.Address, row.Score })]);

    private static int LaneOf(string? user, int lanes)
    {
        var batch = new BatchBuilder(new Schema([new Field("user", ColumnType.String)])).Row([user]).Build();
        var lane = new int[1];
        KeyHash.Lanes(batch, [0], lanes, lane);
        batch.Release();
        return lane[0];
    }

    private static Login Any(Random random, int i) => new(
        random.Next(8) == 0 ? null : $"user {random.Next(4)}", At(0).AddMilliseconds(100 * random.Next(400)), random.Next(9) == 0 ? null : $"address {random.Next(random.Next(2) == 0 ? 3 : 120)}", i + (random.Next(3) / 4.0));

    private static IEnumerable<IGrouping<string?, Login>> ByAddress(IEnumerable<Login> rows) => rows.GroupBy(row => row.Address);

    private static List<double> Gaps(IReadOnlyList<Login> rows) => [.. rows.Zip(rows.Skip(1)).Select(pair => (pair.Second.Time - pair.First.Time).TotalSeconds)];

    private static object? Deviation(IEnumerable<double> values)
    {
        var all = values.ToList();
        return all.Count < 2 ? null : Math.Sqrt(all.Sum(value => (value - all.Average()) * (value - all.Average())) / (all.Count - 1));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void AssertSame(object? want, object? got, string where)
    {
        var same = want is null || got is null ? want == got : want is string ? want.Equals(got) : Math.Abs(Convert.ToDouble(want, null) - Convert.ToDouble(got, null)) <= 1e-9 * Math.Max(1, Math.Abs(Convert.ToDouble(want, null)));
        Assert.True(same, $"{where}: {want} and {got}");
    }

    private readonly record struct Login(string? User, DateTime Time, string? Address, double Score);
}
