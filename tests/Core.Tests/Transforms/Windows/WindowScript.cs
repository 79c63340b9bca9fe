using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Transforms.Windows;

/// <summary>A row of the random streams: two key columns, a pivot column, a time in whole seconds and a value.</summary>
internal sealed record ScriptRow(string? Name, double? Share, string? Series, long? Time, double? Value)
{
    public object?[] Values => [Name, Share, Series, Time is { } time ? Timestamps.ToDateTime(time) : null, Value];
}

/// <summary>Rows and watermarks in the order in which they come; a step is one or the other.</summary>
internal sealed record WindowScript(IReadOnlyList<(ScriptRow? Row, long Watermark)> Steps)
{
    public static readonly Schema Schema = new([
        new Field("name", ColumnType.String),
        new Field("share", ColumnType.Float),
        new Field("series", ColumnType.String),
        new Field("time", ColumnType.Timestamp),
        new Field("value", ColumnType.Float),
    ])
    { EventTime = "time" };

    private static readonly string?[] Names = [null, "", "a", "b\0c", "é"];
    private static readonly double?[] Shares = [null, -0.0, 0.0, double.NaN, 1.5];
    private static readonly string?[] SeriesNames = [null, "x", "y", "z"];
    private static readonly double?[] Values = [null, double.NaN, -0.0, 0.0, 1.25, -7.5, 1e9];

    /// <param name="random">Where all chance comes from.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="span">Time goes on by so many seconds in all.</param>
    /// <param name="disorder">Rows come so many seconds late at most.</param>
    /// <param name="allowed">The watermark stays so many seconds behind the largest time; less than the disorder makes late rows.</param>
    public static WindowScript Random(Random random, int rows, int span, int disorder, int allowed)
    {
        var steps = new List<(ScriptRow?, long)>();
        var largest = long.MinValue;
        for (var i = 0; i < rows; i++)
        {
            var seconds = (long)i * span / rows - random.Next(disorder + 1) - 20;
            var time = random.Next(40) == 0 ? (long?)null : seconds * 1_000_000;
            steps.Add((new ScriptRow(Pick(random, Names), Pick(random, Shares), Pick(random, SeriesNames), time, Pick(random, Values)), 0));
            if (time > largest) largest = time.Value;
            if (largest > long.MinValue && random.Next(6) == 0) steps.Add((null, largest - allowed * 1_000_000L));
        }

        steps.Add((null, long.MaxValue));
        return new WindowScript(steps);
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
