using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Host.Service;

/// <summary>The newest alerts and dead letters of a pipeline, a few of each, also those before it was begun again.</summary>
internal sealed class RecentRows
{
    private const int LettersOfKind = 10;
    private const int Kinds = 50;

    public RecentRows(PipelineTaps taps)
    {
        Alerts = new AlertTap(taps);
        Letters = new TapByKind(new TapByKindOptions(KindOfLetter, RowsPerSecond: 5, LettersOfKind, Kinds), taps.Clock);
        taps.Watch((_, place) => place.Dead ? Letters : null);
    }

    /// <summary>Alerts that a sink takes, with the rows behind them.</summary>
    public AlertTap Alerts { get; }

    /// <summary>Dead letters of any component, as <see cref="DeadLetterSchema"/> has them: the newest for each reason.</summary>
    public TapByKind Letters { get; }

    /// <summary>Its component and the words of its reason that are the same for all such letters.</summary>
    private static string KindOfLetter(Batch letters, int row) => $"{letters["component"].Boxed(row)}: {DeadLetterSchema.KindOf(letters["reason"].Boxed(row) as string ?? "")}";
}
