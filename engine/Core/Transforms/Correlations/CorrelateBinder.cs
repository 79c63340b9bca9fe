using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>Checks the options of correlate, and makes a window of them whose aggregates are lists with an item a pair.</summary>
internal static class CorrelateBinder
{
    /// <summary>Columns behind those that every window has.</summary>
    public static readonly IReadOnlyList<Field> Own =
        [new("a", ColumnType.String), new("b", ColumnType.String), new("correlation", ColumnType.Float), new("rows", ColumnType.Int)];

    // Names that no column of a pipeline file has.
    private static readonly Dictionary<string, ExpressionText> Lists = new() { ["$coefficients"] = default, ["$rows"] = default };

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static (WindowPlan Window, ColumnPairs Pairs, Schema Output)? Bind(CorrelateOptions options, TransformBinding binding)
    {
        var pairs = PairsOf(options, binding);
        var window = new WindowOptions
        {
            Tumbling = options.Tumbling,
            Hopping = options.Hopping,
            Offset = options.Offset,
            Key = options.Key,
            Late = options.Late,
            AllowedLateness = options.AllowedLateness,
            Aggregate = Lists,
        };
        var plan = WindowBinder.Bind(window, binding, () => pairs is null ? [] : Aggregates(pairs, binding.Input));
        return plan is not null && pairs is not null && OutputOf(plan.Output, options, binding) is { } output ? (plan, pairs, output) : null;
    }

    private static ColumnPairs? PairsOf(CorrelateOptions options, TransformBinding binding)
    {
        if (options.Pairs is { } pairs) return Check(pairs, binding) ? ColumnPairs.Of(pairs) : null;
        var columns = options.Columns ?? [];
        var isSound = true;
        for (var i = 0; i < columns.Count; i++)
        {
            isSound &= IsNumber($"columns[{i}]", columns[i], binding);
            if (columns.Take(i).Contains(columns[i])) isSound = Fail(binding, $"columns[{i}]", $"the column '{columns[i]}' is listed twice.", "Leave one out.");
        }

        if (columns.Count == 1) isSound = Fail(binding, "columns", $"one column makes no pair: only {columns[0]} is listed.", "Name the columns that it is to be compared with.");
        return isSound ? ColumnPairs.Every(columns) : null;
    }

    private static bool Check(IReadOnlyList<IReadOnlyList<string>> pairs, TransformBinding binding)
    {
        var isSound = true;
        for (var i = 0; i < pairs.Count; i++)
        {
            var (pair, path) = (pairs[i], $"pairs[{i}]");
            for (var place = 0; place < pair.Count; place++) isSound &= IsNumber($"{path}[{place}]", pair[place], binding);
            if (pair.Count != 2) isSound = Fail(binding, path, $"a pair is of two columns, got {pair.Count}.", "Write, for example, [PS1_avg, EPS1_avg]; columns takes a list of which each is paired with each.");
            else if (pair[0] == pair[1]) isSound = Fail(binding, path, $"the pair is of '{pair[0]}' and itself.", "Name two different columns.");
            else if (pairs.Take(i).Any(other => other.Count == 2 && other.Contains(pair[0]) && other.Contains(pair[1])))
                isSound = Fail(binding, path, $"the pair of '{pair[0]}' and '{pair[1]}' is listed twice.", "Leave one out.");
        }

        return isSound;
    }

    private static bool IsNumber(string path, string name, TransformBinding binding) =>
        binding.RequireColumn(path, name, binding.Input, type => type.IsNumber, "a number") >= 0;

    private static AggregateExpression[] Aggregates(ColumnPairs pairs, Schema input)
    {
        List<Expression> columns = [.. pairs.Names.Select(name => new ColumnItself(input, name))];
        return
        [
            Of("correlations", ColumnType.Float, CoMoments.Correlation),
            Of("rows", ColumnType.Int, (in state, output) => ((FixedBuilder<long>)output).Append(state.Count)),
        ];

        AggregateExpression Of(string name, ColumnType item, Aggregates.Result<CoMoments> append)
        {
            var function = new PairsFunction(name, pairs, item, append);
            return new AggregateExpression(name, [new AggregateCall(function, columns, [pairs], ColumnType.ListOf(item))], Final: null);
        }
    }

    private static Schema? OutputOf(Schema window, CorrelateOptions options, TransformBinding binding)
    {
        for (var i = 0; i < options.Key.Count; i++)
        {
            if (!Own.Any(field => field.Name == options.Key[i])) continue;
            binding.Error(ProblemCodes.ColumnTwice, $"key[{i}]", $"correlate makes a column '{options.Key[i]}' of its own.", "Give the key another name by select before it.");
            return null;
        }

        return new Schema([.. window.Fields.SkipLast(Lists.Count), .. Own])
        {
            EventTime = window.EventTime,
            Identity = [.. window.Identity, "a", "b"],
            IsUpdating = window.IsUpdating,
        };
    }

    private static bool Fail(TransformBinding binding, string path, string message, string hint)
    {
        binding.Error(ProblemCodes.NoPair, path, message, hint);
        return false;
    }

    /// <summary>A column of the input by its name, which may be one that an expression would have to bracket.</summary>
    private sealed class ColumnItself(Schema input, string name) : Expression
    {
        private readonly int _place = input.IndexOf(name);

        public override string Text => name;

        public override ColumnType Type => input[_place].Type;

        public override IReadOnlyCollection<string> Columns => [name];

        public override Column Evaluate(Batch batch)
        {
            batch[_place].Retain();
            return batch[_place];
        }
    }
}
