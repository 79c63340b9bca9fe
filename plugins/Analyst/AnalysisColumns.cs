using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Asking;
using StreamGuard.Plugins.Analyst.Prompts;

namespace StreamGuard.Plugins.Analyst;

/// <summary>The columns of an answer, behind those of the row that was asked about.</summary>
/// <param name="schema">Of what goes on.</param>
/// <param name="clock">The one clock.</param>
internal sealed class AnalysisColumns(Schema schema, TimeProvider clock)
{
    private const int LongestModel = 100;

    /// <summary>What is added.</summary>
    public static readonly Field[] Fields =
    [
        new("summary", ColumnType.String), new("likely_cause", ColumnType.String), new("assessed_severity", ColumnType.String), new("next_steps", ColumnType.ListOf(ColumnType.String)),
        new("analysed", ColumnType.Bool), new("not_analysed", ColumnType.String), new("model", ColumnType.String), new("tokens", ColumnType.Int), new("from_cache", ColumnType.Bool),
        new("analysed_at", ColumnType.Timestamp),
    ];

    /// <summary>The row with its answer, or with why there is none; held by the caller.</summary>
    public Batch Extend(Batch alert, IReadOnlyDictionary<string, string> hidden, Outcome outcome)
    {
        var analysis = outcome.Analysis?.Select(text => Mask.Uncover(text, hidden));
        object?[] values =
        [
            analysis?.Summary, analysis?.LikelyCause, analysis?.Severity, analysis?.NextSteps.Cast<object?>().ToArray(),
            analysis is not null, outcome.Why, Shown(outcome.Model), outcome.Tokens, analysis is null ? null : outcome.IsCached, clock.GetUtcNow().UtcDateTime,
        ];
        var columns = new Column[schema.Count];
        alert.Columns.CopyTo(columns);
        for (var i = 0; i < Fields.Length; i++)
        {
            var column = Column.Builder(Fields[i].Type);
            column.AppendBoxed(values[i]);
            columns[alert.Schema.Count + i] = column.Build();
        }

        return alert.Extend(schema, columns);
    }

    /// <summary>A server may call its model what it likes.</summary>
    private static string? Shown(string? model) =>
        model is null ? null : string.Concat(model.Take(LongestModel).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter));
}
