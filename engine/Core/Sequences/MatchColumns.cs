using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>
/// The columns that a condition or an emitted expression reads: of a row, and <c>step.count</c>, <c>step.first.column</c>,
/// <c>step.last.column</c> of the steps of a match. Null while a step has no rows.
/// </summary>
internal sealed class MatchColumns
{
    private readonly Source[] _sources;
    private readonly ColumnBuilder[] _builders;

    private MatchColumns(IEnumerable<(Field Field, Source Source)> columns)
    {
        var chosen = columns.ToArray();
        Schema = new Schema(chosen.Select(column => column.Field));
        _sources = [.. chosen.Select(column => column.Source)];
        _builders = [.. chosen.Select(column => ColumnBuilder.For(column.Field.Type))];
    }

    public Schema Schema { get; }

    /// <summary>Whether a column of a step is read, not only those of the row.</summary>
    public bool ReadsSteps => _sources.Any(source => source.Step >= 0);

    /// <summary>All columns there are for whoever may read some steps.</summary>
    /// <param name="input">Columns of rows; they hide those of steps that have the same name.</param>
    /// <param name="steps">Name of each step that may be read, and whether it takes one row only.</param>
    public static MatchColumns All(Schema input, IReadOnlyList<(string Name, bool IsOneRow)> steps)
    {
        var columns = input.Fields.Select((field, i) => (field, new Source(-1, Part.Last, i))).ToList();
        for (var step = 0; step < steps.Count; step++)
        {
            var (name, isOneRow) = steps[step];
            Add($"{name}.count", ColumnType.Int, new Source(step, Part.Count, 0));
            for (var i = 0; i < input.Count; i++)
            {
                Add($"{name}.first.{input[i].Name}", input[i].Type, new Source(step, Part.First, i));
                Add($"{name}.last.{input[i].Name}", input[i].Type, new Source(step, Part.Last, i));
                if (isOneRow) Add($"{name}.{input[i].Name}", input[i].Type, new Source(step, Part.Last, i));
            }
        }

        return new MatchColumns(columns);

        void Add(string name, ColumnType type, Source source)
        {
            if (!columns.Exists(column => column.field.Name == name)) columns.Add((new Field(name, type), source));
        }
    }

    /// <summary>Only the columns of these names.</summary>
    public MatchColumns Of(IEnumerable<string> names)
    {
        var chosen = names.Select(Schema.IndexOf).Distinct().Order();
        return new MatchColumns(chosen.Select(i => (Schema[i], _sources[i])));
    }

    /// <summary>Adds a row: of a match, and of the row it is compared with.</summary>
    public void Append(PartialMatch match, Batch batch, int row, HeldRows held)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            var source = _sources[i];
            if (source.Step < 0)
            {
                _builders[i].AppendFrom(batch[source.Column], row);
                continue;
            }

            ref var taken = ref match.Steps[source.Step];
            if (source.Part == Part.Count) ((FixedBuilder<long>)_builders[i]).Append(taken.Count);
            else if (taken.Count == 0) _builders[i].AppendNull();
            else Append(_builders[i], source.Column, held, source.Part == Part.First ? taken.First : taken.Last);
        }
    }

    /// <summary>The rows added, held by the caller.</summary>
    public Batch Build(int rows) => new(Schema, [.. _builders.Select(builder => builder.Build())], rows);

    private static void Append(ColumnBuilder builder, int column, HeldRows held, int number) =>
        builder.AppendFrom(held.BatchOf(number)[column], held.RowOf(number));

    /// <param name="Step">Whose; -1 for the row.</param>
    /// <param name="Part">Which of it.</param>
    /// <param name="Column">Place in the input.</param>
    private readonly record struct Source(int Step, Part Part, int Column);

    private enum Part
    {
        Count,
        First,
        Last,
    }
}
