using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>Scores rows on all processors and sends them in order. What scores is what was published: a row gets here what <c>score</c> gives it later.</summary>
/// <param name="plan">Says what is added.</param>
/// <param name="fitted">Null where nothing was fitted: rows get nulls.</param>
/// <param name="output">Gets the rows.</param>
internal sealed class FitScoring(FitPlan plan, Fitted? fitted, Output output)
{
    private const int FewestRows = 16384;

    /// <summary>Sends batches, which it releases.</summary>
    public void Send(IEnumerable<Batch> batches)
    {
        var workers = Environment.ProcessorCount;
        var features = Enumerable.Range(0, workers).Select(_ => new FeatureRows(plan)).ToArray();
        var answers = Enumerable.Range(0, workers).Select(_ => new Answers(plan.Features.Length)).ToArray();
        foreach (var group in Groups(batches, workers))
        {
            var scored = new Column[group.Count][];
            // Expressions are for one thread: features are worked out here, a worker's share at a time.
            for (var from = 0; from < group.Count; from += workers)
            {
                var count = Math.Min(workers, group.Count - from);
                for (var i = 0; i < count; i++) features[i].Fill(group[from + i]);
                Parallel.For(0, count, i => scored[from + i] = Columns(group[from + i].Rows, features[i], answers[i]));
            }

            for (var i = 0; i < group.Count; i++) Emit(group[i], scored[i]);
        }
    }

    /// <summary>Batches that are worth being spread over processors.</summary>
    private static IEnumerable<List<Batch>> Groups(IEnumerable<Batch> batches, int workers)
    {
        var (group, rows) = (new List<Batch>(), 0);
        foreach (var batch in batches)
        {
            group.Add(batch);
            rows += batch.Rows;
            if (rows < FewestRows * workers && group.Count < 1024) continue;
            yield return group;
            (group, rows) = ([], 0);
        }

        if (group.Count > 0) yield return group;
    }

    private void Emit(Batch batch, Column[] added)
    {
        output.Account.Held -= batch.Rows;
        output.Account.Passed += batch.Rows;
        var columns = new Column[plan.Output.Count];
        batch.Columns.CopyTo(columns);
        added.CopyTo(columns, batch.Columns.Length);
        var answer = batch.Extend(plan.Output, columns);
        batch.Release();
        output.Emit(answer);
    }

    /// <summary>The columns added, each held by the caller.</summary>
    private Column[] Columns(int rows, FeatureRows features, Answers answers)
    {
        if (fitted is null) return [.. plan.Added.Select(field => Nulls(field.Type, rows))];
        fitted.ScaleInPlace(features.Values.AsSpan(0, rows * plan.Features.Length));
        fitted.Set.Score(rows, features.Values, answers, explain: true);
        return [.. new ScoredColumns(plan, fitted.Set, answers, features.States[..rows].ToArray()).All()];
    }

    private static Column Nulls(ColumnType type, int rows)
    {
        var builder = ColumnBuilder.For(type);
        for (var row = 0; row < rows; row++) builder.AppendNull();
        return builder.Build();
    }
}
