using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>Where a part of each point comes from: a column as it is, or an expression.</summary>
internal sealed record PointValue(int Column, Expression? Expression, ColumnType Type)
{
    /// <summary>The value for each row of a batch, held by the caller.</summary>
    public Column Evaluate(Batch batch)
    {
        if (Expression is not null) return Expression.Evaluate(batch);
        var column = batch[Column];
        column.Retain();
        return column;
    }
}

/// <summary>What points are made of.</summary>
/// <param name="FixedMeasurement">The measurement of all, as it stands in a line; empty where each row has its own.</param>
/// <param name="Measurement">That; null where all have one.</param>
/// <param name="Tags">Tags, with a comma, their name and = before each.</param>
/// <param name="Fields">Fields, with their name and = before each.</param>
/// <param name="Time">A timestamp; null where the server puts its own time.</param>
/// <param name="OffsetNs">Nanoseconds to add to it; null for none.</param>
internal sealed record PointPlan(
    byte[] FixedMeasurement,
    PointValue? Measurement,
    IReadOnlyList<PointPart> Tags,
    IReadOnlyList<PointPart> Fields,
    PointValue? Time,
    PointValue? OffsetNs);

/// <summary>A tag or field: its name in plain, what stands before the value in a line, and the value.</summary>
internal sealed record PointPart(string Name, byte[] Before, PointValue Value);
