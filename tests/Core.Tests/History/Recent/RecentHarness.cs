using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.History;
using StreamGuard.Core.History.Recent;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.History.Recent;

/// <summary>One row given to calls over recent rows.</summary>
internal sealed record RecentRow(int Key, long Time, double? Number, string? Text, bool? Flag);

/// <summary>Binds calls such as mean(number) over spans, runs rows through them, and works the same out the plain way.</summary>
internal static class RecentHarness
{
    private static readonly Registry Registry = Registry.WithBuiltIns();

    public static Schema Schema { get; } = new(
    [
        new Field("key", ColumnType.Int), new Field("time", ColumnType.Timestamp), new Field("number", ColumnType.Float),
        new Field("text", ColumnType.String), new Field("flag", ColumnType.Bool),
    ]);

    public static RecentSpan Last(string last, string? before = null, bool exclusive = false) =>
        new(Extent.Parse(last)!.Value, before is null ? Duration.Zero : Duration.Parse(before)!.Value, exclusive);

    public static AggregateCall Call(string text) =>
        ExpressionBinder.BindAggregate(text, default, Schema, Registry.FindAggregate, [], new Problems())!.Calls[0];

    public static Expression Value(string text) => ExpressionBinder.Bind(text, default, Schema, new Problems())!;

    public static Batch BatchOf(IEnumerable<RecentRow> rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row((long)row.Key, Timestamps.ToDateTime(row.Time), row.Number, row.Text, row.Flag);
        return builder.Build();
    }

    /// <summary>Answers of each call for each row: answers[call][row].</summary>
    public static object?[][] Run(RecentSet set, IReadOnlyList<RecentRow> rows, Sees sees, RowsToCome order)
    {
        var columns = set.Run(BatchOf(rows), [.. rows.Select(row => row.Key)], [.. rows.Select(row => row.Time)], sees, order);
        return [.. columns.Select(column => Enumerable.Range(0, column.Length).Select(column.Boxed).ToArray())];
    }

    /// <summary>The rows that a row at an index sees within a span, in the order in which they are kept.</summary>
    public static List<RecentRow> Seen(IReadOnlyList<RecentRow> rows, int index, in RecentSpan span, Sees sees)
    {
        var own = rows[index];
        var known = rows.Where((row, i) => row.Key == own.Key && (i < index || (i == index && sees != Sees.Earlier) || (sees == Sees.Instant && row.Time == own.Time && i > index)));
        if (span.Last.IsRows) return [.. known.TakeLast((int)span.Last.Rows)];
        var (end, back, exclusive) = (own.Time - span.Before.Microseconds, span.Last.Time.Microseconds, span.IsExclusive);
        return [.. known.OrderBy(row => row.Time).Where(row => row.Time <= end && (exclusive ? row.Time > end - back : row.Time >= end - back))];
    }

    /// <summary>What a call comes to over rows.</summary>
    public static object? Plain(AggregateCall call, IReadOnlyList<RecentRow> rows)
    {
        var batch = BatchOf(rows);
        var accumulator = call.Function.Create([.. call.Arguments.Select(argument => argument.Type)], call.Constants);
        accumulator.EnsureCapacity(1);
        var arguments = call.Arguments.Select(argument => argument.Evaluate(batch)).ToArray();
        accumulator.Add(new int[rows.Count], new AggregateInput(arguments, rows.Select(row => row.Time).ToArray(), rows.Count));
        var builder = ColumnBuilder.For(call.Result);
        accumulator.Emit(0, builder);
        return builder.Build().Boxed(0);
    }
}
