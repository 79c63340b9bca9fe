using StreamGuard.Contracts;

namespace StreamGuard.Core.History;

/// <summary>Says how much state an over keeps, what its answers depend on, and what must stay the same for saved state to fit.</summary>
internal static class OverState
{
    // The key's bytes and its places in the tables, for a key of some 12 letters.
    private const int BytesOfKey = 48;

    public static void Describe(OverPlan plan, TransformBinding binding)
    {
        var options = plan.Options;
        binding.StateDependsOn([.. DependsOn(plan)]);
        Bound(plan, binding);
        // Which key is longest unseen is known only where all are.
        if (options.Key.Count > 0 && options.MaxKeys is null) binding.KeyedBy(options.Key, options.Order == OverOrder.EventTime ? [binding.Input.EventTime!, .. options.Tie] : []);
        if (options.Order == OverOrder.Arrival) binding.Note("what a row sees depends on the order of arrival");
        else binding.Note("rows wait for the watermark: answers come later than rows by the allowed disorder");
        if (options.Order == OverOrder.EventTime && options.Tie.Count == 0) binding.Note("rows of one instant are taken by source partition and position");
        if (options.MaxKeys is not null) binding.Note("max_keys: all keys are kept in one lane");
    }

    private static void Bound(OverPlan plan, TransformBinding binding)
    {
        var options = plan.Options;
        var each = $"about {Size(plan)} a key{Growing(plan)}{Recent(plan)}";
        var waiting = options.Order == OverOrder.EventTime ? ", and the rows of the allowed disorder" : "";
        if (options.Key.Count == 0) binding.StateIsBounded($"1 history, {each}{waiting}");
        else if (options.MaxKeys is { } most) binding.StateIsBounded($"{most} keys, {each}{waiting}");
        else if (options.Ttl is { } ttl) binding.StateIsBounded($"keys seen within {ttl} of event time, {each}{waiting}");
        else binding.StateIsUnbounded($"every key is remembered for good, {each}{waiting}: a ttl or max_keys bounds it");
    }

    private static string Size(OverPlan plan)
    {
        var bytes = BytesOfKey + plan.Calls.Where(call => call.Span is null).Sum(call => call.Function.BytesPerCell ?? 0);
        return bytes < 1000 ? $"{bytes} bytes" : $"{(bytes + 999) / 1000} kB";
    }

    private static string Growing(OverPlan plan)
    {
        var names = plan.Calls.Where(call => call.Span is null && call.Function.BytesPerCell is null).Select(call => call.Function.Name).Distinct().ToList();
        return names.Count == 0 ? "" : $" and what {string.Join(", ", names)} keeps";
    }

    /// <summary>Rows are kept once for all calls of a step.</summary>
    private static string Recent(OverPlan plan)
    {
        var spans = plan.Calls.Select(call => call.Span?.Last is { } last ? (Last: last, call.Span.Before) : default).ToList();
        var (rows, reach) = (spans.Max(span => (long?)span.Last.Rows) ?? 0, spans.Max(span => (long?)(span.Last.Time.Microseconds + span.Before.Microseconds)) ?? 0);
        var kept = new List<string>();
        if (reach > 0) kept.Add($"its rows of the last {Duration.FromMicroseconds(reach)}{(plan.Options.Order == OverOrder.Arrival ? " and of the disorder" : "")}");
        if (rows > 0) kept.Add($"its last {rows} rows");
        return kept.Count == 0 ? "" : $" and {string.Join(" and ", kept)}, with what the calls with last: read of each";
    }

    private static IEnumerable<string?> DependsOn(OverPlan plan)
    {
        var (options, input) = (plan.Options, plan.Input);
        yield return $"order {options.Order} tie {string.Join(", ", plan.Tie.Select(column => input[column]))} sees {options.Sees} ttl {options.Ttl} most {options.MaxKeys}";
        yield return $"time {input.EventTime}";
        yield return $"key {string.Join(", ", plan.Key.Select(column => input[column]))}";
        // Rows that wait are kept whole.
        yield return options.Order == OverOrder.EventTime ? input.ToString() : null;
        foreach (var call in plan.Calls)
            yield return $"{call.Function.Name}({string.Join(", ", call.Arguments.Select(DependsOn))}; {string.Join(", ", call.Constants)}; {call.Span})";

        string DependsOn(Expression argument) => $"{argument.Text} of {string.Join(", ", argument.Columns.Order(StringComparer.Ordinal).Select(Meaning))}";
        string Meaning(string column) => input.Find(column)?.ToString() ?? $"{column} = {options.Compute[column].Text}";
    }
}
