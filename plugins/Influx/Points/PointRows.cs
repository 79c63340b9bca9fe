using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>What the rows of one batch give to their points. Holds the columns until it is disposed of.</summary>
internal sealed class PointRows : IDisposable
{
    private readonly List<Column> _held = [];

    public PointRows(PointPlan plan, Batch batch)
    {
        Measurement = (TextColumn?)Evaluate(plan.Measurement, batch);
        Tags = [.. plan.Tags.Select(tag => Evaluate(tag.Value, batch)!)];
        Fields = [.. plan.Fields.Select(field => Evaluate(field.Value, batch)!)];
        Time = (FixedColumn<long>?)Evaluate(plan.Time, batch);
        OffsetNs = (FixedColumn<long>?)Evaluate(plan.OffsetNs, batch);
    }

    public TextColumn? Measurement { get; }

    public Column[] Tags { get; }

    public Column[] Fields { get; }

    public FixedColumn<long>? Time { get; }

    public FixedColumn<long>? OffsetNs { get; }

    public void Dispose()
    {
        foreach (var column in _held) column.Release();
        _held.Clear();
    }

    private Column? Evaluate(PointValue? value, Batch batch)
    {
        if (value is null) return null;
        var column = value.Evaluate(batch);
        _held.Add(column);
        return column;
    }
}
