using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Points;

namespace StreamGuard.Plugins.Influx.Tests.Support;

/// <summary>Rows of every type, and the lines they are written as.</summary>
internal static class Lines
{
    public static readonly Schema Schema = new(
    [
        new("at", ColumnType.Timestamp), new("label", ColumnType.String), new("value", ColumnType.Float), new("n", ColumnType.Int),
        new("ok", ColumnType.Bool), new("note", ColumnType.String), new("took", ColumnType.Duration), new("list", ColumnType.ListOf(ColumnType.Int)),
    ]) { EventTime = "at" };

    public static InfluxSinkOptions Options { get; } = new() { Url = "http://localhost:8086", Measurement = "m" };

    /// <summary>A moment, as microseconds since 1970: 1.7e9 s.</summary>
    public static DateTime Moment { get; } = DateTime.UnixEpoch.AddSeconds(1_700_000_000);

    /// <summary>A row of <see cref="Schema"/>; what is not given is null.</summary>
    public static object?[] Row(
        string? label = null, double? value = null, long? n = null, bool? ok = null, string? note = null, Duration? took = null,
        object[]? list = null, DateTime? at = null, bool hasTime = true) =>
        [hasTime ? at ?? Moment : null, label, value, n, ok, note, took, list];

    /// <summary>A sink's lines, or why there is none, of rows; the problems of its options where there are any.</summary>
    public static IReadOnlyList<string> Of(InfluxSinkOptions options, params object?[][] rows) => Of(options, out _, rows);

    public static IReadOnlyList<string> Of(InfluxSinkOptions options, out int leftOut, params object?[][] rows)
    {
        var binder = new TestBinder();
        var plan = PointBinder.Bind(new SinkBinding(binder, Schema, null), options);
        leftOut = 0;
        if (binder.Problems.HasErrors) return [.. binder.Problems.All.Select(problem => problem.Message)];

        var writer = new LineWriter(plan, binder.RowText(Schema));
        var batch = Batch(rows);
        using var points = new PointRows(plan, batch);
        var written = new List<string>();
        for (var row = 0; row < batch.Rows; row++)
        {
            var line = new LineBuffer();
            written.Add(writer.Append(points, row, line) ?? Encoding.UTF8.GetString(line.Span));
            leftOut += writer.LeftOut;
        }

        return written;
    }

    public static Batch Batch(params object?[][] rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row(row);
        return builder.Build();
    }
}
