using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.Aggregates.Functions;
using StreamGuard.Core.History.Functions;
using StreamGuard.Core.History.Values;

namespace StreamGuard.Core.History;

/// <summary>The functions that ask what is known of a key with the row's own value, a line each. Aggregates can be asked beside them.</summary>
public static class HistoryFunctions
{
    private static readonly Dictionary<string, IHistoryFunction> ByName = new IHistoryFunction[]
    {
        new Elapsed(),
        new Ewma(),
        new Previous(),
        new Seen(),
        new Share(),
        new Zscore(),
    }.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<ICallable> All => ByName.Values;

    internal static IEnumerable<string> Names => ByName.Keys;

    internal static IHistoryFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether a call reads the event time of rows, so that the stream must have one.</summary>
    internal static bool NeedsEventTime(HistoryCall call) => call.Function.NeedsEventTime || (call.Function is Ewma && Ewma.IsHalfLife(call.Constants));

    /// <summary>What a call over the whole history needs to answer. Aggregates that would be slow to ask at each row keep their values in another form.</summary>
    internal static KeyHistory Create(HistoryCall call, Sees sees)
    {
        ColumnType[] types = [.. call.Arguments.Select(argument => argument.Type)];
        return call.Function switch
        {
            IHistoryFunction asked => asked.Create(types, call.Constants, sees),
            CountDistinct => new DistinctHistory(types[0], isSeen: false, sees),
            Median { IsExact: true } => new AccumulatorHistory(new OwningAccumulator<SortedNumbers>(SortedNumbers.Percentile(0.5)), sees),
            Percentile { IsExact: true } => new AccumulatorHistory(new OwningAccumulator<SortedNumbers>(SortedNumbers.Percentile(Percentile.ShareOf(call.Constants))), sees),
            _ => new AccumulatorHistory(((IAggregateFunction)call.Function).Create(types, call.Constants), sees),
        };
    }
}
