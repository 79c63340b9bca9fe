using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>Binds what points are made of to the columns of a sink's input.</summary>
internal sealed class PointBinder(SinkBinding binding, InfluxSinkOptions options)
{
    // InfluxDB keeps its own column of this name: a tag is refused, a field is dropped without a word.
    private const string TimeName = "time";

    private readonly HashSet<string> _named = [];

    /// <summary>What points are made of; not to be used when a problem was reported.</summary>
    public static PointPlan Bind(SinkBinding binding, InfluxSinkOptions options) => new PointBinder(binding, options).Bind();

    private PointPlan Bind()
    {
        var measurement = options.MeasurementFrom is { } text ? Typed("measurement_from", text, Kind.String, "a text") : null;
        var time = Time();
        var offset = options.TimeOffsetNs is { } nanoseconds ? Typed("time_offset_ns", nanoseconds, Kind.Int, "an int") : null;
        if (options.TimeOffsetNs is not null && options.Time is null && binding.Input.EventTime is null)
            binding.Error(Codes.Point, "time_offset_ns", "There is no time to add time_offset_ns to.", "Write time: with the column of the point's time.");
        var tags = Parts("tags", options.Tags, ","u8);
        var fields = Parts("fields", options.Fields ?? new Dictionary<string, ExpressionText>(), ""u8);
        fields.AddRange(Rest());
        CheckNames(tags, fields);
        return new PointPlan(FixedMeasurement(), measurement, tags, fields, time, offset);
    }

    private byte[] FixedMeasurement()
    {
        if (options.Measurement is null) return [];
        var line = new LineBuffer();
        if (LineText.AppendMeasurement(System.Text.Encoding.UTF8.GetBytes(options.Measurement), line) is { } lost)
            binding.Error(Codes.Point, "measurement", $"measurement cannot be written in line protocol: it {lost}.", "Choose another name.");
        return line.Span.ToArray();
    }

    private PointValue? Time()
    {
        if (options.Time is { } text) return Typed("time", text, Kind.Timestamp, "a timestamp");
        if (binding.Input.EventTime is not { } name) return null;
        _named.Add(name);
        return new PointValue(binding.Input.IndexOf(name), null, ColumnType.Timestamp);
    }

    private PointValue? Typed(string path, ExpressionText text, Kind kind, string wanted)
    {
        if (Value(path, text) is not { } value) return null;
        if (value.Type.Kind != kind) binding.Error(Codes.Point, path, $"{path} must be {wanted}, '{text}' is {value.Type}.");
        return value;
    }

    private PointValue? Value(string path, ExpressionText text)
    {
        if (binding.Expression(path, text, binding.Input) is not { } expression) return null;
        var column = expression.Columns.Count == 1 ? expression.Columns.First() : null;
        if (column is null || (text.Text.Trim() is var written && written != column && written != $"[{column}]"))
            return new PointValue(-1, expression, expression.Type);
        _named.Add(column);
        return new PointValue(binding.Input.IndexOf(column), null, expression.Type);
    }

    private List<PointPart> Parts(string option, IReadOnlyDictionary<string, ExpressionText> written, ReadOnlySpan<byte> separator)
    {
        var parts = new List<PointPart>();
        foreach (var (name, text) in written)
            if (Value($"{option}.{name}", text) is { } value) parts.Add(Part($"{option}.{name}", name, value, separator));
        return parts;
    }

    /// <summary>Columns that nothing names, as fields under their own names.</summary>
    private IEnumerable<PointPart> Rest()
    {
        var rest = options.Rest ?? (options.Fields is null ? InfluxRest.All : InfluxRest.None);
        for (var i = 0; i < binding.Input.Count; i++)
        {
            var field = binding.Input[i];
            if (rest == InfluxRest.None || _named.Contains(field.Name) || (rest == InfluxRest.Numbers && !field.Type.IsNumber)) continue;
            if (options.Fields?.ContainsKey(field.Name) == true || options.Tags.ContainsKey(field.Name)) continue;
            yield return Part("rest", field.Name, new PointValue(i, null, field.Type), default);
        }
    }

    private PointPart Part(string path, string name, PointValue value, ReadOnlySpan<byte> separator)
    {
        var line = new LineBuffer();
        line.Append(separator);
        if (LineText.AppendName(name, line) is { } lost)
            binding.Error(Codes.Point, path, $"The name '{Shown(name)}' cannot be written in line protocol: it {lost}.", "Give it another name.");
        if (name == TimeName)
            binding.Error(Codes.Point, path, "'time' is the point's own time: no tag or field can have that name.", "Give it another name, or write it under time.");
        line.Append("="u8);
        return new PointPart(name, line.Span.ToArray(), value);
    }

    private void CheckNames(List<PointPart> tags, List<PointPart> fields)
    {
        if (fields.Count == 0 && options.Fields is not { Count: > 0 })
            binding.Error(Codes.Point, options.Rest is null ? "" : "rest", "No column is left to be a field, and a point without a field is none.", "Write fields: with a column.");
        foreach (var field in fields.Where(field => tags.Any(tag => tag.Name == field.Name)))
            binding.Error(Codes.Point, $"fields.{field.Name}", $"'{field.Name}' is a tag and a field.", "Give one of them another name: queries cannot tell them apart.");
    }

    private static string Shown(string name) => name.Replace("\n", "\\n", StringComparison.Ordinal);
}
