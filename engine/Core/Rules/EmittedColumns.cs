using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Rules;

/// <summary>The columns that sequences add to their alerts; null in those of other rules.</summary>
internal sealed class EmittedColumns
{
    private readonly IReadOnlyList<Rule> _rules;
    private readonly ColumnBuilder[] _builders;

    // Of each rule, for each column its place among those that the rule emits, or -1.
    private readonly int[][] _places;

    private EmittedColumns(IReadOnlyList<Rule> rules, IReadOnlyList<Field> fields)
    {
        (_rules, Fields) = (rules, fields);
        _builders = [.. fields.Select(field => ColumnBuilder.For(field.Type))];
        _places = [.. rules.Select(rule => fields.Select(field => rule.Condition.Emitted.ToList().FindIndex(own => own.Name == field.Name)).ToArray())];
    }

    /// <summary>In the order of the rules; one that several emit stands once.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <param name="binding">The component.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="others">The columns of an alert that are there anyway.</param>
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static EmittedColumns? Bind(TransformBinding binding, IReadOnlyList<Rule> rules, IEnumerable<string> others)
    {
        var taken = others.ToHashSet();
        var fields = new List<Field>();
        var isSound = true;
        foreach (var rule in rules)
        {
            foreach (var field in rule.Condition.Emitted)
            {
                var path = $"{rule.Name}.sequence.emit.{field.Name}";
                var known = fields.Find(known => known.Name == field.Name);
                if (taken.Contains(field.Name))
                    isSound = Refuse(binding, path, $"an alert has a column '{field.Name}' already.");
                else if (known is not null && known.Type != field.Type)
                    isSound = Refuse(binding, path, $"another rule emits a column '{field.Name}' that is {known.Type}, and here it is {field.Type}.");
                else if (known is null)
                    fields.Add(field);
            }
        }

        return isSound ? new EmittedColumns(rules, fields) : null;
    }

    /// <summary>Adds an alert's values.</summary>
    /// <param name="rule">Which rule raised it.</param>
    /// <param name="row">The row that met its condition.</param>
    public void Append(int rule, int row)
    {
        if (_builders.Length == 0) return;
        var (values, place) = _rules[rule].Condition.EmittedOf(row);
        for (var i = 0; i < _builders.Length; i++)
        {
            if (_places[rule][i] < 0) _builders[i].AppendNull();
            else _builders[i].AppendFrom(values[_places[rule][i]], place);
        }
    }

    /// <summary>Writes the columns of the alerts added, held by the caller.</summary>
    public void Build(Span<Column> columns)
    {
        for (var i = 0; i < _builders.Length; i++) columns[i] = _builders[i].Build();
    }

    private static bool Refuse(TransformBinding binding, string path, string message)
    {
        binding.Error(ProblemCodes.ColumnTwice, path, message, "Give the result another name.");
        return false;
    }
}
