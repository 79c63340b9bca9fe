using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>Makes rows of matches: the key, when they began and ended, and what <c>emit</c> says.</summary>
internal sealed class MatchRows
{
    private readonly MatchColumns _columns;
    private readonly Expression[] _expressions;
    private readonly FixedBuilder<long> _starts = new(ColumnType.Timestamp);
    private readonly FixedBuilder<long> _ends = new(ColumnType.Timestamp);
    private int _count;

    private MatchRows(Schema schema, MatchColumns columns, Expression[] expressions) => (Schema, _columns, _expressions) = (schema, columns, expressions);

    /// <summary>Of the rows made.</summary>
    public Schema Schema { get; }

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static MatchRows? Bind(SequenceOptions options, TransformBinding binding, MatchColumns all, Pattern pattern)
    {
        var emitted = options.Emit.Count > 0
            ? options.Emit.Select(each => (each.Key, Path: $"emit.{each.Key}", Text: each.Value)).ToArray()
            : [.. pattern.Steps.Select(step => (Key: $"{step.Name}_count", Path: "emit", Text: new ExpressionText($"[{step.Name}.count]")))];
        var whole = emitted.Select(each => binding.Expression(each.Path, each.Text, all.Schema)).ToArray();
        if (whole.Contains(null)) return null;

        string[] taken = [.. options.Key, "match_start", "match_end"];
        if (emitted.FirstOrDefault(each => taken.Contains(each.Key)) is { Key: not null } twice)
        {
            binding.Error(ProblemCodes.ColumnTwice, twice.Path, $"a match has a column '{twice.Key}' already.", "Give the result another name.");
            return null;
        }

        var columns = all.Of([.. options.Key, .. whole.SelectMany(expression => expression!.Columns)]);
        var fields = options.Key.Select(name => binding.Input.Find(name)!)
            .Append(new Field("match_start", ColumnType.Timestamp)).Append(new Field("match_end", ColumnType.Timestamp))
            .Concat(emitted.Select((each, i) => new Field(each.Key, whole[i]!.Type)));
        var schema = new Schema(fields) { EventTime = "match_end", Identity = [.. options.Key, "match_start", "match_end"] };
        return new MatchRows(schema, columns,
            [.. options.Key.Select(name => binding.Expression("key", new ExpressionText($"[{name}]"), columns.Schema)!), .. emitted.Select(each => binding.Expression(each.Path, each.Text, columns.Schema)!)]);
    }

    /// <summary>Adds a match while its rows are held.</summary>
    public void Add(PartialMatch match, HeldRows held)
    {
        var last = match.Current.Last;
        _columns.Append(match, held.BatchOf(last), held.RowOf(last), held);
        _starts.Append(match.StartTime);
        _ends.Append(match.Current.LastTime);
        _count++;
    }

    /// <summary>The matches added, held by the caller; null when there are none.</summary>
    public Batch? TryTake()
    {
        if (_count == 0) return null;
        var rows = _columns.Build(_count);
        var made = _expressions.Select(expression => expression.Evaluate(rows)).ToList();
        var keys = Schema.Count - 2 - (_expressions.Length - (Schema.Identity.Count - 2));
        made.InsertRange(keys, [_starts.Build(), _ends.Build()]);
        rows.Release();
        var batch = new Batch(Schema, [.. made], _count);
        _count = 0;
        return batch;
    }
}
