using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>Writes rows as lines: <c>measurement,tag=a field=1.5,other=2i,text="b" 1700000000000000000</c>.</summary>
/// <param name="plan">What points are made of.</param>
/// <param name="text">How values are written that line protocol has no form for.</param>
internal sealed class LineWriter(PointPlan plan, IRowText text)
{
    private const long NsPerUs = 1000;
    private const double UsPerSecond = 1e6;

    private readonly LineBuffer _scratch = new();

    /// <summary>Values that the last line was written without: NaN and infinity.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Appends the line of a row.</summary>
    /// <returns>Why the row can be no point; null when it was appended. What was begun is taken back.</returns>
    public string? Append(PointRows rows, int row, LineBuffer line)
    {
        var start = line.Count;
        LeftOut = 0;
        var trouble = AppendMeasurement(rows, row, line) ?? AppendTags(rows, row, line) ?? AppendFields(rows, row, line) ?? AppendTime(rows, row, line);
        if (trouble is null) line.Append("\n"u8);
        else line.CutTo(start);
        return trouble;
    }

    private string? AppendMeasurement(PointRows rows, int row, LineBuffer line)
    {
        if (rows.Measurement is not { } column)
        {
            line.Append(plan.FixedMeasurement);
            return null;
        }

        if (column.IsNull(row) || column[row].IsEmpty) return "the measurement is null or empty";
        return LineText.AppendMeasurement(column[row], line) is { } lost ? $"the measurement cannot be written in line protocol: it {lost}" : null;
    }

    private string? AppendTags(PointRows rows, int row, LineBuffer line)
    {
        for (var i = 0; i < rows.Tags.Length; i++)
        {
            var column = rows.Tags[i];
            if (column.IsNull(row)) continue;
            var value = column is TextColumn texts ? texts[row] : Plain(column, row);
            if (value.IsEmpty) continue;
            line.Append(plan.Tags[i].Before);
            if (LineText.AppendTag(value, line) is { } lost) return $"a tag cannot be written in line protocol: '{plan.Tags[i].Name}' {lost}";
        }

        return null;
    }

    private string? AppendFields(PointRows rows, int row, LineBuffer line)
    {
        var before = line.Count;
        for (var i = 0; i < rows.Fields.Length; i++)
        {
            var column = rows.Fields[i];
            if (column.IsNull(row)) continue;
            if (column is FixedColumn<double> floats && !double.IsFinite(floats.Values[row]))
            {
                LeftOut++;
                continue;
            }

            line.Append(line.Count == before ? " "u8 : ","u8);
            line.Append(plan.Fields[i].Before);
            AppendValue(column, row, line);
        }

        return line.Count == before ? "no field is left: all are null, NaN or infinite" : null;
    }

    private void AppendValue(Column column, int row, LineBuffer line)
    {
        switch (column.Type.Kind)
        {
            case Kind.Float:
                line.Append(((FixedColumn<double>)column).Values[row]);
                break;
            case Kind.Int:
                line.Append(((FixedColumn<long>)column).Values[row]);
                line.Append("i"u8);
                break;
            case Kind.Bool:
                line.Append(((FixedColumn<bool>)column).Values[row] ? "true"u8 : "false"u8);
                break;
            case Kind.Duration:
                line.Append(((FixedColumn<long>)column).Values[row] / UsPerSecond);
                break;
            case Kind.String or Kind.Json:
                LineText.AppendQuoted(((TextColumn)column)[row], line);
                break;
            default:
                LineText.AppendQuoted(Plain(column, row), line);
                break;
        }
    }

    private static string? AppendTime(PointRows rows, int row, LineBuffer line)
    {
        if (rows.Time is not { } time) return null;
        if (time.IsNull(row)) return "the time is null";
        if (rows.OffsetNs?.IsNull(row) == true) return "time_offset_ns is null";
        var nanoseconds = (Int128)time.Values[row] * NsPerUs + (rows.OffsetNs?.Values[row] ?? 0);
        if (nanoseconds < long.MinValue || nanoseconds > long.MaxValue)
            return $"the time is out of range: {Timestamps.Format(time.Values[row])} does not fit in nanoseconds since 1970";
        line.Append(" "u8);
        line.Append((long)nanoseconds);
        return null;
    }

    private ReadOnlySpan<byte> Plain(Column column, int row)
    {
        _scratch.CutTo(0);
        text.Plain(column, row, _scratch);
        return _scratch.Span;
    }
}
