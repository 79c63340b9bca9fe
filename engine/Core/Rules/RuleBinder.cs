using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Sequences;

namespace StreamGuard.Core.Rules;

/// <summary>Makes bound rules of options, and says what is wrong with them.</summary>
internal sealed class RuleBinder(TransformBinding binding)
{
    private readonly List<int[]> _keySets = [];

    private Schema Input => binding.Input;

    /// <summary>Places of the key columns of each different key, as <see cref="Rule.KeySet"/> counts them.</summary>
    public IReadOnlyList<int[]> KeySets => _keySets;

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public Rule? Bind(string name, RuleOptions options)
    {
        var condition = Condition(name, options);
        var gate = new Gate(options.For, options.Cooldown);
        var key = Key(name, options);
        if (condition is null || key is null) return null;

        var text = options.Message ?? MessageParser.Default(name, condition);
        var message = condition is SequenceCondition sequence ? Message(name, text, sequence, options.Sequence!.Emit) : binding.Template($"{name}.message", text, Input);
        if ((condition.NeedsTime || gate.NeedsTime) && !HasTime(name, condition, options)) return null;
        if (message is null) return null;
        var id = new AlertId(binding.Pipeline, binding.Component, name, key, Identity());
        return new Rule(name, options.Severity.ToString().ToLowerInvariant(), condition, gate, message, id, KeySet(key));
    }

    private Condition? Condition(string name, RuleOptions options)
    {
        if (options.When is { } when)
            return binding.Condition($"{name}.when", when, Input) is { } expression ? new WhenCondition(expression) : null;
        if (options.Zscore is { } zscore)
        {
            var of = Measure($"{name}.zscore.of", zscore.Of);
            return of is not null & IsLongEnough(name, zscore.Over) ? new ZscoreCondition(of!, zscore.Over, zscore.Above) : null;
        }

        if (options.Sequence is { } sequence) return Sequence(name, options, sequence);
        return options.Change is { } change && Measure($"{name}.change.of", change.Of) is { } changing
            ? new ChangeCondition(changing, change.Within, change.Above)
            : null;
    }

    private SequenceCondition? Sequence(string name, RuleOptions options, RuleSequenceOptions sequence)
    {
        var path = sequence.Key.Count > 0 ? $"{name}.sequence.key" : $"{name}.key";
        var names = sequence.Key.Count > 0 ? sequence.Key : options.Key;
        var key = names.Select((column, i) => binding.RequireColumn($"{path}[{i}]", column, Input, type => type.Kind != Kind.List, "a single value, not a list")).ToArray();
        var binder = new SequenceBinder(binding, $"{name}.sequence.");
        var pattern = binder.Bind(sequence.Steps, sequence.Within, sequence.After, sequence.PartialMatches, isOrdered: false);
        var isSound = SequenceChecks.CheckTtl(binding, $"{name}.sequence.within", sequence.Within);
        if (options.For is not null)
            isSound = Refuse($"{name}.for", "for counts rows in a row that meet a condition, and a sequence is met by the row that ends it.", "Leave it out, or write at_least in a step.");
        return pattern is null || key.Contains(-1) || !isSound ? null : new SequenceCondition(pattern, Input, key, binder);
    }

    /// <summary>The message of a sequence and what it emits may read its steps: what they read is remembered of each match.</summary>
    private IRowTemplate? Message(string name, string text, SequenceCondition sequence, IReadOnlyDictionary<string, ExpressionText> emit)
    {
        var all = sequence.MatchColumns;
        var message = binding.Template($"{name}.message", text, all.Schema);
        var emitted = Emitted(all.Schema);
        if (message is null || emitted.Contains(null)) return null;
        var read = all.Of([.. message.Columns, .. emitted.SelectMany(value => value!.Columns)]);
        if (!read.ReadsSteps && emitted.Length == 0) return binding.Template($"{name}.message", text, Input);
        sequence.Tell(read, [.. emit.Keys.Zip(Emitted(read.Schema), (column, value) => (column, value!))]);
        return binding.Template($"{name}.message", text, read.Schema);

        Expression?[] Emitted(Schema schema) => [.. emit.Select(each => binding.Expression($"{name}.sequence.emit.{each.Key}", each.Value, schema))];
    }

    private bool Refuse(string path, string message, string hint)
    {
        binding.Error(ProblemCodes.SequenceStep, path, message, hint);
        return false;
    }

    private Expression? Measure(string path, ExpressionText text)
    {
        if (binding.Expression(path, text, Input) is not { } expression) return null;
        if (expression.Type.IsNumber) return expression;
        binding.Error(ProblemCodes.NotANumber, path, $"'{text}' must be a number, but is a {expression.Type}.");
        return null;
    }

    private bool IsLongEnough(string name, Extent over)
    {
        if (over.Rows >= 2 || over.Time > Duration.Zero) return true;
        binding.Error(ProblemCodes.OutOfRange, $"{name}.zscore.over",
            $"zscore.over must be at least 2 rows or a span of time, got {over}.", "A standard deviation takes two rows: for example over: 60 rows.");
        return false;
    }

    private int[]? Key(string name, RuleOptions options)
    {
        var key = options.Key.Select((column, i) =>
            binding.RequireColumn($"{name}.key[{i}]", column, Input, type => type.Kind != Kind.List, "a single value, not a list")).ToArray();
        return key.Contains(-1) ? null : key;
    }

    private bool HasTime(string name, Condition condition, RuleOptions options)
    {
        if (Input.EventTime is not null) return true;
        var option = options.Cooldown is not null ? "cooldown" : options.For is { IsRows: false } ? "for" : condition is ZscoreCondition ? "zscore" : condition is SequenceCondition ? "sequence" : "change";
        binding.Error(ProblemCodes.NeedsEventTime, $"{name}.{option}", $"'{option}' measures event time, and these rows have none.",
            "Declare event_time: { column: … } at the source, and keep its column up to here.");
        return false;
    }

    private int[] Identity()
    {
        var columns = Input.Identity.Select(Input.IndexOf).ToArray();
        return columns.Length > 0 ? columns : [.. Enumerable.Range(0, Input.Count)];
    }

    private int KeySet(int[] key)
    {
        var at = _keySets.FindIndex(known => known.AsSpan().SequenceEqual(key));
        if (at >= 0) return at;
        _keySets.Add(key);
        return _keySets.Count - 1;
    }
}
