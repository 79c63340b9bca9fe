using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.History;
using StreamGuard.Core.History.Recent;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Aggregates;
using static StreamGuard.Core.Tests.History.Recent.RecentHarness;

namespace StreamGuard.Core.Tests.History.Recent;

public class RecentSetTests
{
    private static readonly string[] Calls =
    [
        "count()", "count(number)", "count_if(flag)", "count_distinct(text)", "count_distinct(number)", "sum(number)", "mean(number)", "min(number)",
        "max(number)", "min(text)", "stddev(number)", "variance_pop(number)", "first(number)", "last(text)", "delta(number)", "rate(number)", "slope(number)",
        "median(number)", "percentile(number, 0.9)", "approx_percentile(number, 0.9)", "collect(text)", "any(flag)", "every(flag)", "sum(number * 2)",
    ];

    private static readonly RecentSpan[] Spans =
    [
        Last("10s"), Last("10s", exclusive: true), Last("10s", before: "7s"), Last("3s", before: "2m", exclusive: true), Last("2m"), Last("1000d"), Last("5 rows"), Last("100 rows"),
    ];

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 20, 0)]
    [InlineData(3, 0, 1)]
    [InlineData(3, 200, 1)]
    [InlineData(2, 0, 2)]
    public void Every_aggregate_over_every_span_is_what_the_rows_come_to(int keys, int disorder, int sees)
    {
        var rows = Rows(seed: 7 * keys + disorder, count: 900, keys, disorder);
        var set = new RecentSet();
        var asked = Calls.SelectMany(text => Spans.Select(span => (Call: Call(text), Span: span))).ToArray();
        foreach (var (call, span) in asked) set.Add(call, span);

        var found = RunInBatches(set, rows, (Sees)sees, disorder);

        for (var i = 0; i < asked.Length; i++)
            for (var row = 0; row < rows.Count; row += 1 + (row % 37))
                AssertSame(Plain(asked[i].Call, Seen(rows, row, asked[i].Span, (Sees)sees)), found[i][row], $"{asked[i].Call.Function.Name} {asked[i].Span}, row {row}");
    }

    [Fact]
    public void Long_spans_of_one_key_merge_blocks_to_the_same()
    {
        var rows = Rows(seed: 3, count: 5000, keys: 1, disorder: 2);
        var set = new RecentSet();
        var asked = new[] { "sum(number)", "stddev(number)", "max(number)", "first(number)", "last(number)", "count(number)", "count_distinct(text)", "approx_median(number)" }.SelectMany(text => new[] { Last("10m"), Last("1000d"), Last("4000 rows") }.Select(span => (Call: Call(text), Span: span))).ToArray();
        foreach (var (call, span) in asked) set.Add(call, span);

        var found = RunInBatches(set, rows, Sees.Earlier, 2);

        for (var i = 0; i < asked.Length; i++)
            for (var row = 0; row < rows.Count; row += 397)
                AssertSame(Plain(asked[i].Call, Seen(rows, row, asked[i].Span, Sees.Earlier)), found[i][row], $"{asked[i].Call.Function.Name} {asked[i].Span}, row {row}");
    }

    [Theory]
    [InlineData("10s")]
    [InlineData("20 rows")]
    [InlineData("5m")]
    public void Tells_whether_and_how_often_the_rows_own_value_was_there(string last)
    {
        var rows = Rows(seed: 11, count: 700, keys: 2, disorder: 3);
        var (set, span) = (new RecentSet(), Last(last));
        set.AddSeen(Value("text"), span);
        set.AddShare(Value("text"), span);
        set.AddPrevious(Value("text"), span);
        set.AddZscore(Value("number"), span);

        var found = RunInBatches(set, rows, Sees.Earlier, 3);

        for (var row = 0; row < rows.Count; row++)
        {
            var (seen, own) = (Seen(rows, row, span, Sees.Earlier), rows[row].Text);
            var (values, same) = (seen.Count(each => each.Text is not null), seen.Count(each => each.Text == own));
            Assert.Equal(own is null ? null : same > 0, found[0][row]);
            Assert.Equal(own is null || values == 0 ? null : (double)same / values, found[1][row]);
            Assert.Equal(seen.Count == 0 ? null : seen[^1].Text, found[2][row]);
            var deviation = (double?)Plain(Call("stddev(number)"), seen);
            AssertSame(deviation is null or 0 ? null : (rows[row].Number - (double?)Plain(Call("mean(number)"), seen)) / deviation, found[3][row], $"zscore, row {row}");
        }
    }

    [Theory]
    [InlineData("10s", 0, 1)]
    [InlineData("10s", 0, 2)]
    [InlineData("3s", 3, 1)]
    [InlineData("3s", 0, 2)]
    [InlineData("1 rows", 0, 1)]
    [InlineData("20 rows", 0, 2)]
    public void Previous_is_of_the_row_before_whatever_a_row_sees(string last, int disorder, int sees)
    {
        var rows = Rows(seed: 13, count: 700, keys: 2, disorder);
        var (set, span) = (new RecentSet(), Last(last));
        set.AddPrevious(Value("text"), span);
        set.Add(Call("count()"), span);

        var found = RunInBatches(set, rows, (Sees)sees, disorder);

        for (var row = 0; row < rows.Count; row++)
        {
            var before = Seen(rows, row, span, Sees.Earlier);
            Assert.Equal(before.Count == 0 ? null : before[^1].Text, found[0][row]);
            Assert.Equal((long)Seen(rows, row, span, (Sees)sees).Count, found[1][row]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Comes_back_as_it_was_saved_under_other_numbers_of_keys(bool liesClose)
    {
        var rows = Rows(seed: 5, count: 1200, keys: 4, disorder: 10);
        var asked = Calls.Take(9).SelectMany(text => Spans.Select(span => (Call: Call(text), Span: span))).ToArray();
        RecentSet New()
        {
            var set = new RecentSet();
            foreach (var (call, span) in asked) set.Add(call, span);
            return set;
        }

        var (first, second) = (New(), New());
        Run(first, [.. rows.Take(800)], Sees.Earlier, new RowsToCome(false, long.MinValue));
        var state = new ArrayBufferWriter<byte>();
        if (!liesClose)
        {
            // A key that had many rows is forgotten: what is left lies far apart.
            Run(first, [.. Enumerable.Range(0, 20_000).Select(i => new RecentRow(4, i, i, "many", true))], Sees.Earlier, new RowsToCome(false, long.MinValue));
            first.Clear(4);
        }

        first.Save(SlotRuns.Of(6, 6, _ => true), new StateWriter(state));
        var reader = new StateReader(state.WrittenMemory);
        second.Restore([3, -1, 1, 0, -1, -1], reader);
        var rest = rows.Skip(800).Where(row => row.Key != 1).ToList();
        var expected = Run(first, rest, Sees.Earlier, new RowsToCome(false, long.MinValue));
        var found = Run(second, [.. rest.Select(row => row with { Key = row.Key switch { 0 => 3, 2 => 1, _ => 0 } })], Sees.Earlier, new RowsToCome(false, long.MinValue));

        Assert.True(reader.AtEnd);
        for (var i = 0; i < asked.Length; i++)
            for (var row = 0; row < rest.Count; row++) AssertSame(expected[i][row], found[i][row], $"{asked[i].Call.Function.Name} {asked[i].Span}, row {row}");
    }

    [Fact]
    public void Rows_are_given_up_when_no_row_to_come_can_reach_them()
    {
        var set = new RecentSet();
        set.Add(Call("sum(number)"), Last("10s"));
        set.Add(Call("sum(number)"), Last("10s", before: "20s"));
        var rows = Enumerable.Range(0, 100_000).Select(i => new RecentRow(i % 1000, i * 100_000L, i, null, null)).ToList();

        Run(set, rows, Sees.Earlier, new RowsToCome(true, 0));
        set.Expire(long.MaxValue);

        Assert.Equal(0, set.StateBytes);
    }

    [Fact]
    public void A_forgotten_key_begins_anew()
    {
        var set = new RecentSet();
        foreach (var text in new[] { "count()", "count_if(flag)", "count_distinct(text)", "sum(number)" }) set.Add(Call(text), Last("1h"));
        var rows = Rows(seed: 2, count: 300, keys: 1, disorder: 0);
        Run(set, rows, Sees.Earlier, new RowsToCome(true, 0));

        set.Clear(0);
        var found = Run(set, [rows[^1], rows[^1]], Sees.Earlier, new RowsToCome(true, 0));

        Assert.Equal([0L, 0L, 0L, null], found.Select(answers => answers[0]));
        Assert.Equal(1L, found[0][1]);
    }

    private static void AssertSame(object? expected, object? found, string what)
    {
        if (expected is double want && found is double have)
            Assert.True(Math.Abs(want - have) <= 1e-9 * Math.Max(1, Math.Abs(want)), $"{what}: {have} is not {want}");
        else if (expected is object?[] list)
            Assert.Equal(list, (object?[])found!);
        else
            Assert.True(Equals(expected, found), $"{what}: {found ?? "null"} is not {expected ?? "null"}");
    }

    private static object?[][] RunInBatches(RecentSet set, List<RecentRow> rows, Sees sees, int disorder)
    {
        var answers = Enumerable.Range(0, set.Count).Select(_ => new List<object?>()).ToArray();
        var floor = long.MinValue;
        for (var from = 0; from < rows.Count;)
        {
            var to = Math.Min(rows.Count, from + 1 + (from * 7 % 230));
            while (sees == Sees.Instant && to < rows.Count && rows[to].Time == rows[to - 1].Time) to++;
            var found = Run(set, rows[from..to], sees, new RowsToCome(disorder == 0, floor));
            for (var i = 0; i < answers.Length; i++) answers[i].AddRange(found[i]);
            floor = rows.Take(to).Max(row => row.Time) - ((disorder + 1) * 1_000_000L);
            set.Expire(floor);
            from = to;
        }

        return [.. answers.Select(each => each.ToArray())];
    }

    /// <summary>Rows about a second apart, of which each comes up to so many seconds late; every fifth shares its instant.</summary>
    private static List<RecentRow> Rows(int seed, int count, int keys, int disorder)
    {
        var random = new Random(seed);
        var time = 1_000_000_000L;
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            if (random.Next(5) > 0) time += random.Next(40) == 0 ? 60_000_000 : random.Next(4) * 500_000;
            var own = time - (random.Next(disorder + 1) * 1_000_000L);
            return new RecentRow(random.Next(keys), own, random.Next(6) == 0 ? null : random.Next(1000) / 8.0, random.Next(6) == 0 ? null : $"t{random.Next(40)}", random.Next(4) switch { 0 => null, 1 => true, _ => false });
        })];
    }
}
