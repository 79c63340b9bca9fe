using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Investigation;

/// <summary>Brings together what a pipeline, and one that makes features, have written about a key.</summary>
/// <param name="engine">Answers questions.</param>
/// <param name="plugins">Where plugins are; null for the usual place.</param>
/// <param name="stop">Ends it.</param>
internal sealed class Inquirer(IQueryEngine engine, string? plugins, CancellationToken stop)
{
    private const string UsualType = "event_type";

    /// <summary>Keys written nearly as the one that nothing is known of.</summary>
    public IReadOnlyList<string> Near { get; private set; } = [];

    /// <summary>Why features that nobody named could not be read.</summary>
    public string? PassedOver { get; private set; }

    /// <summary>Finds what there is.</summary>
    /// <param name="planned">The pipeline's plan.</param>
    /// <param name="inquiry">What is to be found.</param>
    /// <param name="problems">What is wrong with the pipeline that features are to come from.</param>
    /// <returns>Null when that one has problems.</returns>
    /// <exception cref="QueryException">What was written cannot be asked.</exception>
    /// <exception cref="IOException">What was named is not there.</exception>
    public Findings? Find(Planned planned, Inquiry inquiry, Problems problems)
    {
        IReadOnlyDictionary<string, QueryTable>? named = null;
        if (inquiry.Features is { } features && (named = FeatureTables.Named(features, plugins, problems)) is null) return null;
        var own = planned.Plan.Tables.Where(table => named?.Values.Contains(table.Value) != true).DistinctBy(table => table.Value).ToDictionary();
        var stores = own.Values.Where(table => table.Table is not null).Select(table => table.Path).Distinct().ToList();
        if (stores.Count > 1) throw new QueryException($"the pipeline writes to {string.Join(" and ", stores)}: only one store can be asked", isRefused: true);
        var evidence = new Evidence(engine, stores.FirstOrDefault(), own, stop);
        var tables = evidence.Tables();
        var known = tables.Where(table => table.Has(inquiry.Key.Column)).ToList();
        if (known.Count == 0 && named is null) throw new QueryException(Reason(inquiry, own, tables), isRefused: true);
        if (inquiry.By is { } by && !known.Any(table => table.Has(by))) throw new QueryException($"--by {by}: {Reason(by, known)}", isRefused: true);
        var investigator = new Investigator(evidence, known, inquiry.Key, inquiry.Period);
        var (alerts, count) = investigator.Alerts(inquiry.Events);
        var findings = new Findings
        {
            Pipeline = planned.Plan.Name,
            Key = inquiry.Key,
            Period = inquiry.Period,
            Timeline = investigator.Timeline(inquiry.By ?? UsualType),
            Alerts = alerts,
            AlertCount = count,
            Comparison = Compare(inquiry, named),
        };
        if (findings.AreNone) Near = investigator.Near();
        return findings;
    }

    private Comparison? Compare(Inquiry inquiry, IReadOnlyDictionary<string, QueryTable>? named)
    {
        foreach (var (name, table) in named?.Select(table => (table.Key, table.Value)) ?? FeatureTables.Beside(inquiry.Pipeline, inquiry.Key, plugins))
        {
            try
            {
                var evidence = new Evidence(engine, store: null, new Dictionary<string, QueryTable> { [name] = table }, stop);
                if (evidence.Tables().FirstOrDefault(each => each.Has(inquiry.Key.Column)) is { } there && CohortQuestion.Ask(evidence, there, inquiry.Key) is { } comparison) return comparison;
            }
            catch (QueryException failed) when (named is null)
            {
                // Events and alerts are worth telling all the same.
                PassedOver = $"{table.Path}: {failed.Message}";
            }
        }

        return null;
    }

    private static string Reason(Inquiry inquiry, Dictionary<string, QueryTable> written, IReadOnlyList<EvidenceTable> tables)
    {
        if (written.Count == 0) return $"'{inquiry.Pipeline}' keeps nothing that can be asked: it has neither a sink 'store' nor 'parquet'";
        if (tables.Count == 0) return $"'{inquiry.Pipeline}' has written nothing yet to {string.Join(" and ", written.Values.Select(table => table.Path).Distinct())}";
        return Reason(inquiry.Key.Column, tables);
    }

    private static string Reason(string column, IReadOnlyList<EvidenceTable> tables) =>
        $"no table has the column '{column}'; there are {string.Join("; ", tables.Select(table => $"in {table.Title} {string.Join(", ", table.Columns.Select(each => each.Name))}"))}";
}
