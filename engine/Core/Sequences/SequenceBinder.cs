using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Sequences;

/// <summary>Binds the steps of a sequence, and says what is wrong with them.</summary>
/// <param name="binding">The component.</param>
/// <param name="path">Where its steps are written: empty, or the rule and <c>sequence.</c>.</param>
internal sealed class SequenceBinder(TransformBinding binding, string path)
{
    private readonly List<(string Name, bool IsOneRow)> _known = [];
    private readonly List<PatternStep> _steps = [];

    /// <summary>The columns that a whole match has.</summary>
    public MatchColumns MatchColumns => MatchColumns.All(binding.Input, _known);

    /// <summary>The steps in words.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Names of the columns of rows that the conditions of steps read.</summary>
    public HashSet<string> Columns { get; } = [];

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public Pattern? Bind(IReadOnlyList<StepOptions> options, Duration within, SequenceAfter after, int mostPartial, bool isOrdered)
    {
        StepCondition? not = null;
        var isSound = true;
        Text = string.Join(", then ", options.Select(step => step.Not is { } absent ? $"no {absent}" : $"{(step.AtLeast > 1 ? $"{step.AtLeast} times " : "")}{step.When}")) + $", within {within}";
        for (var i = 0; i < options.Count; i++)
        {
            var (step, at) = (options[i], $"{path}steps[{i}]");
            isSound &= Check(step, at, i, options.Count);
            if (step.Not is { } unwanted)
            {
                not = Condition($"{at}.not", unwanted);
                isSound &= not is not null;
                continue;
            }

            var name = step.Name ?? $"step{i + 1}";
            var (least, most) = (step.AtLeast ?? 1, step.AtMost ?? (step.AtLeast is null ? 1 : int.MaxValue));
            if (step.When is { } when && Condition($"{at}.when", when) is { } met) _steps.Add(new PatternStep(name, met, least, most, step.Strict, not));
            else isSound = false;
            not = null;
            isSound &= AddName(name, most == 1, at);
        }

        if (!isSound) return null;
        return new Pattern
        {
            Steps = _steps,
            NotAfter = not,
            NotAfterFor = not is null ? 0 : options[^1].Within!.Value.Microseconds,
            Within = within.Microseconds,
            Overlaps = after == SequenceAfter.NextRow,
            MostPartial = mostPartial,
            IsOrdered = isOrdered,
        };
    }

    private bool Check(StepOptions step, string at, int place, int count)
    {
        if (step.Not is not null && (place == 0 || step.AtLeast is not null || step.AtMost is not null || step.Strict || step.Name is not null))
            return Fail(at, place == 0 ? "a sequence cannot begin with a step that is a 'not'." : "a step that is a 'not' takes no rows: it has no name, at_least, at_most or strict.",
                place == 0 ? "Count what came before in an over, for example count_if(…, last: 10m) == 0, and ask for that in the first step." : "Leave them out.");
        var isLast = place == count - 1;
        if (step.Not is not null && isLast != step.Within is not null)
            return Fail(at, isLast ? "a last step that is a 'not' needs within: for how long no such row may come." : "within of a 'not' between two steps says nothing: it ends with the step behind.",
                isLast ? "For example - { not: event == 'paid', within: 5m }." : "Leave it out.");
        if (step.When is not null && step.Within is not null) return Fail(at, "within belongs to a last step that is a 'not'.", "That of the whole match stands beside the steps.");
        return step.AtMost is not { } most || most >= (step.AtLeast ?? 1) || Fail(at, $"at_most {most} is below at_least {step.AtLeast}.", "Write at_most no smaller than at_least.");
    }

    private bool AddName(string name, bool isOneRow, string at)
    {
        var isFree = !_known.Exists(known => known.Name == name);
        _known.Add((name, isOneRow));
        return isFree || Fail(at, $"two steps are called '{name}'.", "Give each a name of its own.");
    }

    private StepCondition? Condition(string at, ExpressionText text)
    {
        var all = MatchColumns.All(binding.Input, _known);
        if (binding.Condition(at, text, all.Schema) is not { } whole) return null;
        Columns.UnionWith(whole.Columns.Where(column => binding.Input.IndexOf(column) >= 0));
        if (!all.Of(whole.Columns).ReadsSteps) return new StepCondition(binding.Condition(at, text, binding.Input), null, null);
        var parts = Conjuncts(text.Text).ToLookup(part => all.Of(binding.Condition(at, new ExpressionText(part), all.Schema)!.Columns).ReadsSteps);
        var columns = all.Of(whole.Columns);
        return new StepCondition(
            parts[false].Any() ? binding.Condition(at, Together(parts[false]), binding.Input) : null,
            binding.Condition(at, Together(parts[true]), columns.Schema),
            columns);
    }

    private static ExpressionText Together(IEnumerable<string> parts) => new(string.Join(" and ", parts.Select(part => $"({part})")));

    /// <summary>The parts of a condition that must all be met.</summary>
    private static IEnumerable<string> Conjuncts(string text) => Conjuncts(text, Parser.Parse(text));

    private static IEnumerable<string> Conjuncts(string text, SyntaxNode node) => node is CallSyntax { IsOperator: true, Name: "and" } both
        ? both.Arguments.SelectMany(part => Conjuncts(text, part))
        : [text[node.Start..node.End]];

    private bool Fail(string at, string message, string hint)
    {
        binding.Error(ProblemCodes.SequenceStep, at, message, hint);
        return false;
    }
}
