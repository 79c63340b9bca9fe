using StreamGuard.Contracts;
using StreamGuard.Core.History;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.History;

/// <summary>An over against answers worked out of all rows: whatever keys, order of arrival, batches, lanes, and wherever it is saved.</summary>
public class OverPropertyTests
{
    private const int Disorder = 20;

    private static readonly Schema Input = new([new("user", ColumnType.String), new("at", ColumnType.Timestamp), new("ip", ColumnType.String),
        new("score", ColumnType.Float), new("kind", ColumnType.Int), new("id", ColumnType.Int)]) { EventTime = "at" };

    public static TheoryData<OverOrder, Sees, bool> Cases() => new()
    {
        { OverOrder.Arrival, Sees.Earlier, false },
        { OverOrder.Arrival, Sees.Self, false },
        { OverOrder.EventTime, Sees.Earlier, false },
        { OverOrder.EventTime, Sees.Earlier, true },
        { OverOrder.EventTime, Sees.Self, true },
        { OverOrder.EventTime, Sees.Instant, false },
        { OverOrder.EventTime, Sees.Instant, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Answers_as_worked_out_of_all_rows(OverOrder order, Sees sees, bool hasTtl)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var rows = Rows(random);
            var options = Options(order, sees, hasTtl ? 15 : null);

            var answers = Run(options, rows, random, lanes: order == OverOrder.Arrival ? [1] : [1, 3, 2]);

            var ordered = order == OverOrder.Arrival ? rows : [.. rows.OrderBy(row => row.At).ThenBy(row => row.Id)];
            Assert.Equal(rows.Count, answers.Count);
            foreach (var key in ordered.GroupBy(row => row.User)) AssertKey([.. key], answers, sees, hasTtl ? 15 : long.MaxValue, $"{order} {sees} seed {seed}");
        }
    }

    private static void AssertKey(List<OverRow> rows, Dictionary<long, object?[]> answers, Sees sees, long ttl, string of)
    {
        var begin = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0 && rows[i].At - rows[i - 1].At >= ttl) begin = i;
            var end = sees switch { Sees.Earlier => i, Sees.Self => i + 1, _ => rows.FindLastIndex(row => row.At == rows[i].At) + 1 };
            var seen = rows[begin..end];
            foreach (var (index, (name, _, answer)) in OverOracle.Functions.Index())
            {
                var (expected, actual) = (answer(seen, i > begin ? rows[i - 1] : null, rows[i]), answers[rows[i].Id][Input.Count + index]);
                Assert.True(IsSame(expected, actual), $"{name} of row {rows[i]}: {actual ?? "null"} for {expected ?? "null"}, {of}");
            }
        }
    }

    private static bool IsSame(object? expected, object? actual) => (expected, actual) switch
    {
        (double left, double right) => Math.Abs(left - right) <= 1e-9 * Math.Max(1, Math.Abs(left)),
        _ => Equals(expected, actual),
    };

    /// <summary>Feeds batches and watermarks, saves at random and goes on with another number of lanes.</summary>
    private static Dictionary<long, object?[]> Run(OverOptions options, List<OverRow> rows, Random random, int[] lanes)
    {
        var answers = new Dictionary<long, object?[]>();
        var running = Start(options, lanes[0]);
        var (turn, newest) = (0, long.MinValue);
        for (var from = 0; from < rows.Count;)
        {
            var to = Math.Min(rows.Count, from + random.Next(1, 40));
            Feed(running, rows[from..to]);
            newest = Math.Max(newest, rows[from..to].Max(row => row.At));
            if (random.Next(2) == 0)
                foreach (var lane in running) lane.Watermark((newest - Disorder) * 1_000_000);
            if (random.Next(4) == 0)
            {
                Take(running, answers);
                running = Restored(options, running, lanes[++turn % lanes.Length], [.. rows[..to].Where(row => !answers.ContainsKey(row.Id))]);
            }

            from = to;
        }

        foreach (var lane in running) lane.End();
        Take(running, answers);
        return answers;
    }

    private static void Feed(TransformHarness[] running, List<OverRow> rows)
    {
        var (batch, laneOf) = Spread(rows, running.Length);
        for (var lane = 0; lane < running.Length; lane++)
            running[lane].Feed(0, batch.Where([.. Enumerable.Range(0, rows.Count).Where(row => laneOf[row] == lane)]));
        batch.Release();
    }

    private static (Batch Batch, int[] LaneOf) Spread(List<OverRow> rows, int lanes)
    {
        var builder = new BatchBuilder(Input);
        foreach (var row in rows) builder.Row(row.Values);
        var batch = builder.Build();
        var laneOf = new int[rows.Count];
        KeyHash.Lanes(batch, [0], lanes, laneOf);
        return (batch, laneOf);
    }

    private static TransformHarness[] Start(OverOptions options, int lanes) =>
        [.. Enumerable.Range(0, lanes).Select(_ => new TransformHarness(new Over(options), Input))];

    private static TransformHarness[] Restored(OverOptions options, TransformHarness[] running, int lanes, List<OverRow> held)
    {
        var states = running.Select(lane => lane.Save()).ToList();
        var restored = Start(options, lanes);
        for (var lane = 0; lane < lanes; lane++)
        {
            if (lanes == 1 && states.Count == 1) restored[lane].Restore(states[0]);
            else restored[lane].Restore(states, new LaneShare(lane, lanes));
        }

        var (batch, laneOf) = Spread(held, lanes);
        for (var lane = 0; lane < lanes; lane++) restored[lane].Account.In = restored[lane].Account.Held = laneOf.Count(of => of == lane);
        batch.Release();
        return restored;
    }

    private static void Take(TransformHarness[] running, Dictionary<long, object?[]> answers)
    {
        foreach (var row in running.SelectMany(lane => lane.Rows)) answers.Add((long)row[5]!, row);
        foreach (var lane in running) lane.Rows.Clear();
    }

    private static List<OverRow> Rows(Random random)
    {
        var made = Enumerable.Range(0, 300).Select(i => new OverRow(
            random.Next(8) is > 0 and var user ? $"u{user}" : null,
            i / 3 + (random.Next(30) == 0 ? 10 : 0),
            random.Next(6) is > 0 and var ip ? $"10.0.0.{random.Next(1, ip * 4)}" : null,
            random.Next(6) > 0 ? Math.Round(random.NextDouble() * 8) : null,
            random.Next(6) > 0 ? random.Next(9) : null,
            i)).ToList();
        return [.. made.OrderBy(row => row.At + random.Next(Disorder))];
    }

    private static OverOptions Options(OverOrder order, Sees sees, long? ttl) => new()
    {
        Key = ["user"],
        Order = order,
        Tie = order == OverOrder.EventTime ? ["id"] : [],
        Late = order == OverOrder.EventTime ? OverLate.Drop : null,
        Sees = sees,
        Ttl = ttl is { } seconds ? Duration.FromSeconds(seconds) : null,
        Compute = new OrderedDictionary<string, ExpressionText>(OverOracle.Functions.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text)))),
    };
}
