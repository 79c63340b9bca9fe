using StreamGuard.Contracts;
using StreamGuard.Core.Evaluation;

namespace StreamGuard.Core.Tests.Evaluation;

public class RowGathererTests
{
    private static readonly Schema Columns = new(
    [
        new("kind", ColumnType.String), new("forest_score", ColumnType.Float), new("forest_is_anomaly", ColumnType.Bool), new("hits", ColumnType.Int), new("km_distance", ColumnType.Float),
    ]);

    [Fact]
    public async Task Finds_scores_and_their_verdicts_by_name()
    {
        var rows = await Gather(new EvaluationColumns([], "kind", [], 0.5), ["normal", 0.1, true, 3L, 2.0], ["Attack", 0.2, false, 3L, 1.0]);

        Assert.Equal(["forest_score", "km_distance"], rows.Detectors.Select(detector => detector.Name));
        Assert.Equal([true, false], rows.Detectors[0].Flags);
        // No verdicts: the upper half.
        Assert.Equal([true, false], rows.Detectors[1].Flags);
        Assert.Equal([false, true], rows.Labels!);
    }

    [Fact]
    public async Task Takes_the_columns_and_values_that_are_named()
    {
        var rows = await Gather(new EvaluationColumns([("hits", "forest_is_anomaly")], "kind", ["spoof", "scan"], 0.5), ["Scan", 0.1, true, 3L, null], ["attack", 0.2, false, 4L, null]);

        Assert.Equal([3.0, 4.0], Assert.Single(rows.Detectors).Scores);
        Assert.Equal([true, false], rows.Detectors[0].Flags);
        Assert.Equal([true, false], rows.Labels!);
    }

    [Fact]
    public async Task Leaves_out_and_counts_rows_without_score_or_label()
    {
        var rows = await Gather(new EvaluationColumns([("hits", null)], "kind", [], 1), ["a", null, null, null, null], [null, null, null, 1L, null], ["b", null, null, 2L, null]);

        Assert.Equal((1, 2), (rows.Rows, rows.LeftOut));
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        Assert.Equal("there is no column 'hit'; there are kind, forest_score, forest_is_anomaly, hits, km_distance", await Refusal(new EvaluationColumns([("hit", null)], null, [], 1)));
        Assert.Equal("the score 'kind' must be a number, and it is string", await Refusal(new EvaluationColumns([("kind", null)], null, [], 1)));
        Assert.Equal("none of the 1 rows has all scores and a label", await Refusal(new EvaluationColumns([("hits", null)], "kind", [], 1)));
    }

    private static async Task<string> Refusal(EvaluationColumns columns) => (await Assert.ThrowsAsync<EvaluationException>(() => Gather(columns, new object?[] { null, null, null, null, null }))).Message;

    private static async Task<ScoredRows> Gather(EvaluationColumns columns, params object?[][] rows)
    {
        var gatherer = new RowGatherer(columns);
        foreach (var row in rows) await gatherer.WriteAsync(new BatchBuilder(Columns).Row(row).Build(), default);
        return gatherer.Rows();
    }
}
