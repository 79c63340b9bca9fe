using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Expressions.Kernels;

public class KernelTests
{
    private static readonly Schema Schema = Evaluate.Schema(
        ("x", ColumnType.Float), ("n", ColumnType.Int), ("s", ColumnType.String), ("t", ColumnType.Timestamp),
        ("list", ColumnType.ListOf(ColumnType.Float)), ("tags", ColumnType.ListOf(ColumnType.String)), ("j", ColumnType.Json));

    private static readonly Batch Row = Evaluate.Batch(Schema,
        [1.5, 3L, "PS1", new DateTime(2025, 11, 8, 14, 30, 45, DateTimeKind.Utc), new object?[] { 1.0, null, 3.0 }, new object?[] { "a", "b" }, "{\"a\":[1,{\"b\":\"x\"}],\"a\":[{\"b\":2.5}]}"]);

    [Theory]
    [InlineData("length(list)", 3L)]
    [InlineData("element_at(list, -1)", 3.0)]
    [InlineData("element_at(list, 2)", null)]
    [InlineData("element_at(list, 9)", null)]
    [InlineData("contains(list, 3)", true)]
    [InlineData("contains(tags, 'c')", false)]
    [InlineData("join(tags, '-')", "a-b")]
    [InlineData("json_value(j, 'a[0].b')", "2.5")]
    [InlineData("json_float(j, 'a[0].b')", 2.5)]
    [InlineData("json_value(j, 'a[1].b')", null)]
    [InlineData("to_string(t)", "2025-11-08T14:30:45.000Z")]
    [InlineData("max(t, timestamp('2025-11-09')) - t", 34155.0)]
    [InlineData("t + duration('15s') == timestamp('2025-11-08T14:31:00Z')", true)]
    [InlineData("format_time(t, 'yyyy-MM')", "2025-11")]
    [InlineData("to_int('twelve')", null)]
    [InlineData("to_int(1e300)", null)]
    [InlineData("9223372036854775807 + n", null)]
    [InlineData("-9223372036854775808 div -1", null)]
    [InlineData("n / 0", null)]
    [InlineData("n % 0", null)]
    [InlineData("abs(-9223372036854775808)", null)]
    [InlineData("nan() == nan()", false)]
    [InlineData("nan() != 1", false)]
    [InlineData("repeat(s, 1000000000000)", null)]
    [InlineData("regex_extract(s, 'X')", null)]
    [InlineData("null is null", true)]
    [InlineData("coalesce(null, x)", 1.5)]
    public void Computes_a_value(string text, object? value) => Assert.Equal([value], Evaluate.Over(Row, text));

    [Theory]
    [InlineData("if(x > 1, list, null)")]
    [InlineData("coalesce(list, list)")]
    public void Passes_lists_through(string text) => Assert.Equal(new object?[] { 1.0, null, 3.0 }, Evaluate.Over(Row, text)[0]);

    [Theory]
    [InlineData("list == list", "SG404")]
    [InlineData("list in (list)", "SG404")]
    [InlineData("s > 1", "to_float")]
    [InlineData("t > '2025-01-01'", "timestamp(")]
    [InlineData("s matches '('", "SG411")]
    [InlineData("s matches '(a)\\\\1'", "SG411")]
    [InlineData("timestamp('soon')", "SG411")]
    [InlineData("date_trunc('fortnight', t)", "SG411")]
    [InlineData("null", "no type")]
    [InlineData("failure == s", "'failure'")]
    public void Refuses_before_the_run(string text, string part) => Assert.Contains(part, Evaluate.Problems(text, Schema), StringComparison.Ordinal);

    [Fact]
    public void A_dictionary_with_more_entries_than_rows_is_read_by_row()
    {
        var all = Evaluate.Batch(Schema, [.. Enumerable.Range(0, 40).Select(i => new object?[] { 0.0, 0L, $"k{i % 20}", null, null, null, null })]);
        var few = all.Where([3, 7]);

        Assert.NotNull(few.Text(2).Codes);
        Assert.Equal([true, false], Evaluate.Over(few, "s == 'k3'"));
        Assert.Equal(20, Evaluate.Over(all, "upper(s)").Distinct().Count());
    }

    [Fact]
    public void A_column_by_itself_is_passed_on()
    {
        var column = Evaluate.Bind("x", Schema).Evaluate(Row);

        Assert.Same(Row[0], column);
        column.Release();
    }

    [Fact]
    public void A_thousand_operators_are_no_problem() =>
        Assert.Equal([1.5 * 900], Evaluate.Over(Row, string.Join(" + ", Enumerable.Repeat("x", 900))));

    [Fact]
    public void Batches_after_the_first_allocate_no_more_than_the_column()
    {
        var batch = Evaluate.Batch(Schema, [.. Enumerable.Range(0, 4000).Select(i => new object?[] { (double)i, 1L, "PS1", null, null, null, null })]);
        var expression = Evaluate.Bind("x * 2 + n", Schema);

        // The least of several runs: a collection in between empties the pool.
        var least = Enumerable.Range(0, 5).Min(_ => Allocated(() => expression.Evaluate(batch).Release()));

        Assert.InRange(least, 0, 400);
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
