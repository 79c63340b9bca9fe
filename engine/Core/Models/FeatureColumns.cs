using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Models;

/// <summary>The features of a bundle over the columns of a stream: defaults put in, and scaled.</summary>
internal sealed class FeatureColumns
{
    private readonly Source[] _sources;
    private readonly double _missing;
    private readonly bool _checkRounded;
    private readonly FeatureTile _tile = new();
    private readonly Column?[] _computed;
    private long _defaulted;

    private FeatureColumns(Source[] sources, Bundle bundle)
    {
        (_sources, _computed) = (sources, new Column?[sources.Length]);
        _missing = bundle.Missing ?? double.NaN;
        // Without a score nothing else would show what became infinite.
        _checkRounded = !bundle.HasScore && bundle.Inputs.Any(input => input.Type == ElementType.Float32);
    }

    public int Count => _sources.Length;

    /// <summary>Finds a column or expression for each feature; null when there was an error, which has been reported.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="schema">Columns of the rows to score.</param>
    /// <param name="at">Where the pipeline names the bundle, for features without a column.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static FeatureColumns? Bind(Bundle bundle, Schema schema, Location at, Problems problems)
    {
        var absent = new List<Feature>();
        var sources = bundle.Features.Select((feature, i) => Bind(bundle, feature, i, schema, absent, problems)).ToArray();
        if (absent.Count > 0) ReportAbsent(bundle, absent, schema, at, problems);
        return sources.Any(source => source is null) || (absent.Count > 0 && bundle.Missing is null) ? null : new FeatureColumns(sources!, bundle);
    }

    /// <summary>Features of a bundle without any columns, to run its model once.</summary>
    public static FeatureColumns Typical(Bundle bundle) =>
        new([.. bundle.Features.Select(feature => new Source(feature.Name, -1, null, 0, 1))], bundle);

    /// <summary>Works out the scaled features of a batch.</summary>
    /// <param name="batch">Rows of the schema it was bound to.</param>
    /// <param name="scaled">Gets rows × features, row after row.</param>
    /// <param name="isBad">Set for each row with a feature that is not finite; the others are left as they are.</param>
    public void Fill(Batch batch, Span<double> scaled, Span<bool> isBad)
    {
        for (var i = 0; i < _sources.Length; i++)
            if (_sources[i].Expression is { } expression) _computed[i] = expression.Evaluate(batch);
        for (var from = 0; from < batch.Rows; from += FeatureTile.Rows)
        {
            var rows = Math.Min(FeatureTile.Rows, batch.Rows - from);
            for (var i = 0; i < _sources.Length; i++) FillTile(batch, i, from, rows, scaled[(from * _sources.Length)..], isBad);
        }

        for (var i = 0; i < _sources.Length; i++)
            if (_sources[i].Expression is not null) _computed[i]!.Release();
        if (_checkRounded) CheckRounded(batch.Rows, scaled, isBad);
    }

    /// <summary>Nulls that the default was put in for since this was last asked.</summary>
    public long TakeDefaulted()
    {
        var taken = _defaulted;
        _defaulted = 0;
        return taken;
    }

    /// <summary>The first feature of a row that is not finite, and what it is, for people; null when all are.</summary>
    public string? Blame(Batch batch, int row, ReadOnlySpan<double> scaled)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var value = scaled[row * _sources.Length + i];
            if (double.IsFinite(value) && !(_checkRounded && !float.IsFinite((float)value))) continue;
            var source = _sources[i];
            var isNull = source.Column >= 0 && batch[source.Column].IsNull(row);
            return $"{source.Name} is {(isNull ? "null" : double.IsNaN(value) ? "NaN" : double.IsFinite(value) ? "too large for float32" : "infinite")}";
        }

        return null;
    }

    private static Source? Bind(Bundle bundle, Feature feature, int i, Schema schema, List<Feature> absent, Problems problems)
    {
        var (mean, scale) = bundle.Scaler is { } scaler ? (scaler.Mean[i], scaler.Scale[i]) : (0, 1);
        var names = feature.Expression is { } text ? [text.Trim()] : feature.Columns;
        var column = names.Select(schema.IndexOf).FirstOrDefault(index => index >= 0, -1);
        Expression? expression = null;
        if (column < 0 && feature.Expression is { } written)
        {
            expression = ExpressionBinder.Bind(written, feature.At, schema, problems);
            if (expression is null) return null;
        }
        else if (column < 0)
        {
            absent.Add(feature);
        }

        var type = expression?.Type ?? (column >= 0 ? schema[column].Type : ColumnType.Float);
        if (type.Kind is Kind.Float or Kind.Int or Kind.Bool) return new Source(feature.Name, column, expression, mean, scale);
        var what = expression is null ? $"column '{schema[column].Name}'" : $"'{expression.Text}'";
        problems.Error(ProblemCodes.WrongColumnType, feature.At, $"the feature '{feature.Name}' must be a number or bool, and {what} is {type}.", "Convert it with compute before, for example with to_float.");
        return null;
    }

    private static void ReportAbsent(Bundle bundle, List<Feature> absent, Schema schema, Location at, Problems problems)
    {
        var words = absent.Count == 1 ? "the feature" : $"{absent.Count} features";
        var names = string.Join(", ", absent.Select(feature => feature.Name));
        // A column that is another feature is not the one that was meant.
        var free = schema.Names.Except(bundle.Features.SelectMany(feature => feature.Columns)).ToList();
        var near = absent.Where(feature => feature.Name.Length > 3).Select(feature => (feature.Name, Near: NearMatch.Find(feature.Name, free))).FirstOrDefault(pair => pair.Near is not null);
        var meant = near.Near is null ? null : $"Is {near.Name} the column '{near.Near}'? Then write {near.Name}: {near.Near} below 'from' in {BundleFolder.FileName}.";
        if (bundle.Missing is { } missing)
            problems.Warning(ProblemCodes.FeatureWithoutColumn, at, $"{words} of '{bundle.Options.Name}' {(absent.Count == 1 ? "has" : "have")} no column: {names}. {(absent.Count == 1 ? "It is" : "They are")} {missing:R} in every row.", meant);
        else
            problems.Error(ProblemCodes.FeatureWithoutColumn, at, $"{words} of '{bundle.Options.Name}' {(absent.Count == 1 ? "has" : "have")} no column: {names}.", meant ?? $"Add {(absent.Count == 1 ? "it" : "them")} with compute before; the bundle has no number for what is missing.");
    }

    /// <summary>A feature of some rows: put in order, scaled, and spread over the rows.</summary>
    private void FillTile(Batch batch, int feature, int from, int rows, Span<double> scaled, Span<bool> isBad)
    {
        var source = _sources[feature];
        var column = source.Column >= 0 ? batch[source.Column] : _computed[feature];
        var values = column is null ? _tile.Repeat(_missing, rows) : _tile.Widen(column, from, rows);
        if (column?.Validity is { } validity) values = PutDefaults(values, validity, from);
        if (!_tile.Scale(values, source.Mean, source.Scale))
            for (var row = 0; row < rows; row++)
                if (!double.IsFinite(values[row])) isBad[from + row] = true;
        _tile.Spread(scaled[feature..], _sources.Length, rows);
    }

    private ReadOnlySpan<double> PutDefaults(ReadOnlySpan<double> values, ulong[] validity, int from)
    {
        var filled = _tile.Copy(values);
        for (var row = 0; row < filled.Length; row++)
        {
            if (Bits.Get(validity, from + row)) continue;
            filled[row] = _missing;
            if (!double.IsNaN(_missing)) _defaulted++;
        }

        return filled;
    }

    private void CheckRounded(int rows, ReadOnlySpan<double> scaled, Span<bool> isBad)
    {
        for (var row = 0; row < rows; row++)
            foreach (var value in scaled.Slice(row * _sources.Length, _sources.Length))
                if (!float.IsFinite((float)value)) isBad[row] = true;
    }

    /// <summary>Where a feature comes from: a column, an expression, or nowhere.</summary>
    private sealed record Source(string Name, int Column, Expression? Expression, double Mean, double Scale);
}
