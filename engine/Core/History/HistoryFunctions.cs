using StreamGuard.Contracts;
using StreamGuard.Core.History.Functions;

namespace StreamGuard.Core.History;

/// <summary>The functions that ask what is known of a key with the row's own value, a line each. Aggregates can be asked beside them.</summary>
internal static class HistoryFunctions
{
    private static readonly Dictionary<string, IHistoryFunction> All = new IHistoryFunction[]
    {
        new Elapsed(),
    }.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => All.Keys;

    public static IHistoryFunction? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>What a call needs to answer; one that reads a span keeps the rows of it.</summary>
    public static KeyHistory Create(HistoryCall call, Sees sees)
    {
        ColumnType[] types = [.. call.Arguments.Select(argument => argument.Type)];
        return call.Function is IHistoryFunction asked
            ? asked.Create(types, call.Constants, sees)
            : new AccumulatorHistory(((IAggregateFunction)call.Function).Create(types, call.Constants), sees);
    }
}
