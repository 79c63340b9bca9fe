using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>A column that is remembered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its place.</param>
internal readonly record struct NamedColumn(string Name, int Index);

/// <summary>What is remembered of each key.</summary>
/// <param name="Input">The input it is taken from: 0 for that of the alerts.</param>
/// <param name="Key">Places of the key's columns there.</param>
/// <param name="AlertKey">And in the alerts.</param>
/// <param name="Time">Place of the event time there; -1 where there is none.</param>
/// <param name="Features">Numeric columns.</param>
/// <param name="AlertFeatures">Their places in the alerts; -1 where they are none of theirs.</param>
/// <param name="Columns">Columns of the last rows.</param>
/// <param name="LastRows">How many rows.</param>
/// <param name="MaxKeys">How many keys.</param>
internal sealed record ContextPlan(
    int Input, IReadOnlyList<int> Key, IReadOnlyList<int> AlertKey, int Time, IReadOnlyList<NamedColumn> Features, IReadOnlyList<int> AlertFeatures, IReadOnlyList<NamedColumn> Columns, int LastRows, int MaxKeys)
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static ContextPlan? Bind(TransformBinding binding, AnalyzeContext options)
    {
        var input = binding.Inputs.Count > 1 ? 1 : 0;
        var schema = binding.Inputs[input];
        var key = Places("key", options.Key, schema);
        var alertKey = input == 0 ? key : Places("key", options.Key, binding.Input);
        var features = Places("features", options.Features, schema, IsNumeric);
        var time = schema.EventTime is { } name ? schema.IndexOf(name) : -1;
        var own = options.Features.Select(feature => binding.Input.Find(feature) is { } field && IsNumeric(field.Type) ? binding.Input.IndexOf(feature) : -1).ToList();
        var names = options.Columns.Count > 0 ? options.Columns : [.. schema.Names];
        var columns = Places("columns", names, schema);
        if (key.Concat(alertKey).Concat(features).Concat(columns).Contains(-1)) return null;
        return new ContextPlan(input, key, alertKey, time, Named(options.Features, features), own, Named(names, columns), options.LastRows, options.MaxKeys);

        List<int> Places(string option, IReadOnlyList<string> columnNames, Schema where, Func<ColumnType, bool>? fits = null) =>
            [.. columnNames.Select((name, i) => binding.RequireColumn($"context.{option}[{i}]", name, where, fits, "a number, a bool or a duration"))];
    }

    private static bool IsNumeric(ColumnType type) => type.IsNumber || type.Kind is Kind.Bool or Kind.Duration;

    private static List<NamedColumn> Named(IReadOnlyList<string> names, List<int> places) => [.. names.Zip(places, (name, place) => new NamedColumn(name, place))];
}
