using StreamGuard.Contracts;
using StreamGuard.Core.Sequences;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Sequences;

public class SequenceTests
{
    private static readonly DateTime Start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Schema Input = new(
    [
        new Field("user", ColumnType.String), new Field("time", ColumnType.Timestamp), new Field("kind", ColumnType.String), new Field("id", ColumnType.Int), new Field("amount", ColumnType.Float),
    ]) { EventTime = "time" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Finds_what_trying_everything_finds(bool overlaps)
    {
        var (random, matches) = (new Random(overlaps ? 17 : 4), 0);
        for (var round = 0; round < 700; round++)
        {
            var steps = Enumerable.Range(0, random.Next(1, 4)).Select(i => RandomStep(random, i)).ToArray();
            var hasAbsence = random.Next(4) == 0;
            var rows = RandomRows(random);
            var within = random.Next(2, 12);
            var oracle = new SequenceOracle(steps, within * 1_000_000L, hasAbsence ? "d" : null, 3_000_000);
            var options = Options(steps, within, hasAbsence) with { After = overlaps ? SequenceAfter.NextRow : SequenceAfter.LastRow, Order = SequenceOrder.EventTime, Late = SequenceLate.Drop };
            var harness = new TransformHarness(new Sequence(options), Input);

            for (var i = 0; i < rows.Length; i++)
            {
                if (i == rows.Length / 2)
                {
                    var later = new TransformHarness(new Sequence(options), Input).Restore(harness.Save());
                    later.Rows.AddRange(harness.Rows);
                    later.Account.Add(harness.Account);
                    harness = later;
                }

                harness.Feed([Row("u", (double)rows[i].Time / 1e6, rows[i].Kind, i)]);
                if (i % 3 == 0) harness.Watermark(rows[i].Time + Timestamps.FromDateTime(Start));
            }

            harness.End();

            var expected = oracle.Matches(rows, overlaps).Select(match => string.Join("; ", match.Select(step => $"{step.Length} {step[0]}-{step[^1]}")));
            var found = harness.Rows.Select(row => string.Join("; ", steps.Select((_, i) => $"{row[2 + (3 * i)]} {row[3 + (3 * i)]}-{row[4 + (3 * i)]}")));
            matches += harness.Rows.Count;
            Assert.True(expected.SequenceEqual(found), $"round {round}, {string.Join(", ", steps.AsEnumerable())}, within {within}, absence {hasAbsence}, rows {string.Join(" ", rows.Select((row, i) => $"{i}{row.Kind}{row.Time / 1_000_000}"))}:\n{string.Join('\n', expected)}\nfound\n{string.Join('\n', found)}");
        }

        Assert.True(matches > 400, $"only {matches} matches");
    }

    [Fact]
    public void Matches_belong_to_a_key_and_say_when_they_began_and_ended()
    {
        var options = new SequenceOptions { Key = ["user"], Within = Duration.FromSeconds(60), Steps = [new StepOptions { Name = "failures", When = new("kind == 'f'"), AtLeast = 2 }, new StepOptions { When = new("kind == 's'") }] };
        var harness = new TransformHarness(new Sequence(options), Input);

        harness.Feed(Row("a", 0, 'f', 1), Row("b", 1, 'f', 2), Row("a", 2, 'f', 3), Row("b", 3, 's', 4), Row("a", 4, 's', 5)).End();

        Assert.Equal([["a", Start, Start.AddSeconds(4), 2L, 1L]], harness.Rows);
        Assert.Equal("user, match_start, match_end, failures_count, step2_count", string.Join(", ", harness.Schema.Names));
        Assert.Equal(1, harness.Account.Made);
    }

    [Fact]
    public void Both_ends_of_within_belong_to_it()
    {
        var options = new SequenceOptions { Within = Duration.FromSeconds(10), Steps = [new StepOptions { When = new("kind == 'a'") }, new StepOptions { When = new("kind == 'b'") }] };
        var harness = new TransformHarness(new Sequence(options), Input);

        harness.Feed(Row("u", 0, 'a', 1), Row("u", 10.000001, 'b', 2), Row("u", 20, 'a', 3), Row("u", 30, 'b', 4)).End();

        Assert.Equal([Start.AddSeconds(20)], harness.Column("match_start"));
    }

    [Fact]
    public void Conditions_and_emit_read_what_earlier_steps_have_taken()
    {
        var options = new SequenceOptions
        {
            Within = Duration.FromSeconds(100),
            Steps = [new StepOptions { Name = "first_step", When = new("kind == 'a'") }, new StepOptions { Name = "more", When = new("kind == 'b' and amount > 2 * first_step.amount"), AtLeast = 2 }, new StepOptions { When = new("kind == 'c' and id - more.last.id > more.count") }],
            Emit = new Dictionary<string, ExpressionText> { ["ids"] = new("concat(to_string(first_step.id), '/', to_string(more.first.id), '/', to_string(more.last.id), '/', to_string(id))"), ["n"] = new("more.count") },
        };
        var harness = new TransformHarness(new Sequence(options), Input);

        harness.Feed(Row("u", 0, 'a', 1, 10), Row("u", 1, 'b', 2, 20), Row("u", 2, 'b', 3, 21), Row("u", 3, 'b', 4, 30), Row("u", 4, 'c', 6), Row("u", 5, 'c', 7)).End();

        Assert.Equal(["1/3/4/7"], harness.Column("ids"));
        Assert.Equal([2L], harness.Column("n"));
    }

    [Fact]
    public void An_absence_is_decided_by_the_watermark()
    {
        var options = new SequenceOptions { Key = ["user"], Within = Duration.FromSeconds(60), Steps = [new StepOptions { Name = "order", When = new("kind == 'o'") }, new StepOptions { Not = new("kind == 'p'"), Within = Duration.FromSeconds(300) }], Emit = new Dictionary<string, ExpressionText> { ["id"] = new("order.id") } };
        var harness = new TransformHarness(new Sequence(options), Input);

        harness.Feed(Row("a", 0, 'o', 1), Row("b", 0, 'o', 2), Row("c", 1, 'o', 3)).Watermark(Start.AddSeconds(299));
        harness.Feed(Row("b", 300, 'p', 4), Row("a", 300.1, 'p', 5)).Watermark(Start.AddSeconds(300));
        Assert.Empty(harness.Rows);
        harness.Watermark(Start.AddSeconds(300.5));

        Assert.Equal(["a"], harness.Column("user"));
        Assert.Equal(Timestamps.FromDateTime(Start.AddSeconds(0.5)), harness.WatermarkOut);
        harness.Watermark(Start.AddSeconds(302));
        Assert.Equal([1L, 3L], harness.Column("id"));
    }

    [Fact]
    public void Partial_matches_that_are_too_old_or_too_many_are_given_up_and_counted()
    {
        var options = new SequenceOptions { Within = Duration.FromSeconds(10), PartialMatches = 3, Steps = [new StepOptions { Name = "a", When = new("kind == 'a'"), AtLeast = 2 }, new StepOptions { When = new("kind == 'b'") }] };
        var harness = new TransformHarness(new Sequence(options), Input);

        harness.Feed([.. Enumerable.Range(0, 5).Select(i => Row("u", i, 'a', i))]).Feed(Row("u", 5, 'b', 9));
        harness.Feed(Row("u", 6, 'a', 10)).Watermark(Start.AddSeconds(17));

        Assert.Equal([3L], harness.Column("a_count"));
        Assert.Equal(2, harness.Account.Figures.Count("partial_matches_evicted", "").Value);
        Assert.Equal(1, harness.Account.Figures.Count("partial_matches_expired", "").Value);
    }

    private static object?[] Row(string user, double second, char kind, long id, double amount = 0) => [user, Start.AddMicroseconds(Math.Round(second * 1e6)), kind.ToString(), id, amount];

    private static OracleStep RandomStep(Random random, int place)
    {
        var (least, most) = random.Next(4) switch { 0 => (random.Next(1, 4), int.MaxValue), 1 => (1, random.Next(1, 3)), 2 => (2, 3), _ => (1, 1) };
        return new OracleStep(new[] { "a", "b", "c", "ab", "bc", "abc" }[random.Next(6)], least, most, random.Next(5) == 0, place > 0 && random.Next(4) == 0 ? new[] { "x", "a", "bx" }[random.Next(3)] : null);
    }

    private static (char Kind, long Time)[] RandomRows(Random random)
    {
        var time = 0L;
        return [.. Enumerable.Range(0, random.Next(3, 13)).Select(_ => ("aabbcxd"[random.Next(7)], time += random.Next(4) * 1_000_000L))];
    }

    private static SequenceOptions Options(IReadOnlyList<OracleStep> steps, int within, bool hasAbsence)
    {
        var options = new List<StepOptions>();
        foreach (var step in steps)
        {
            if (step.NotBefore is not null) options.Add(new StepOptions { Not = Kinds(step.NotBefore) });
            options.Add(new StepOptions { Name = $"s{options.Count}", When = Kinds(step.Kinds), AtLeast = step.AtLeast, AtMost = step.AtMost == int.MaxValue ? null : step.AtMost, Strict = step.IsStrict });
        }

        if (hasAbsence) options.Add(new StepOptions { Not = Kinds("d"), Within = Duration.FromSeconds(3) });
        var names = options.Where(step => step.Name is not null).Select(step => step.Name!).ToArray();
        return new SequenceOptions
        {
            Within = Duration.FromSeconds(within),
            Steps = options,
            Emit = names.SelectMany((name, i) => new (string, string)[] { ($"n{i}", $"{name}.count"), ($"first{i}", $"{name}.first.id"), ($"last{i}", $"{name}.last.id") }).ToDictionary(each => each.Item1, each => new ExpressionText(each.Item2)),
        };
    }

    private static ExpressionText Kinds(string kinds) => new($"kind in ({string.Join(", ", kinds.Select(kind => $"'{kind}'"))})");
}
