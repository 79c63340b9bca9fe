using System.Text;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What is printed when a run has ended: how, how fast, what became of every row, and where dead letters lie.</summary>
internal static class RunSummary
{
    private const int MostReasons = 8;

    public static string Render(Plan plan, RunResult result)
    {
        var text = new StringBuilder();
        var final = result.Final;
        var read = final.Components.Where(component => component.Node.Role == Role.Source).Sum(component => component.Account.In - component.Earlier);
        var seconds = Math.Max(1e-3, final.Elapsed.TotalSeconds);
        text.Append($"{plan.Name} {Ending(result)} after {Figures.Span(final.Elapsed)}: {Figures.Count(read)} {(read == 1 ? "row" : "rows")} read, {Figures.Rate(read / seconds)}\n");
        if (final.Components.Any(component => component.Account.In > 0))
        {
            text.Append(Accounts(final).Render("  "));
            if (result.Failure is not null || result.Aborted) text.Append($"  {Missing(plan)}\n");
        }

        AppendFiredEarly(text, result.FiredEarly);
        foreach (var component in final.Components)
        {
            AppendOverflows(text, component);
            AppendLeftOut(text, component);
            foreach (var line in FigureLines.Of(component)) text.Append($"  {line}\n");
        }

        AppendDeadLetters(text, plan, final);
        foreach (var line in BufferLines.Left(final)) text.Append($"  {line}\n");
        foreach (var line in WaitLines.InAll(final)) text.Append($"  {line}\n");
        foreach (var line in CheckpointLines.InAll(final)) text.Append($"  {line}\n");
        if (final.Unbalanced > 0) text.Append($"  {final.Unbalanced} accounts did not balance: a fault of the program, please report it\n");
        return text.ToString();
    }

    private static string Ending(RunResult result) =>
        result.Failure is not null ? "failed" : result.Refused is not null ? "was not begun" : result.Aborted ? "was cut off" : result.Stopped ? "stopped" : "finished";

    private static string Missing(Plan plan) => plan.Run.CheckpointPath is null
        ? "rows that came to a sink after its last commit may be missing from what it wrote"
        : "rows that came to a sink after its last commit come again when the pipeline is started again";

    private static TextTable Accounts(RunSnapshot final)
    {
        var table = new TextTable("", "rows in", "passed", "filtered", "aggregated", "late", "dead", "held", "dropped", "made", "rows out");
        foreach (var component in final.Components)
        {
            var account = component.Account;
            long[] figures =
            [
                account.In, account.Passed, account.Filtered, account.Aggregated, account.Late, account.DeadLettered, account.Held,
                component.Dropped, account.Made, account.Out,
            ];
            table.Add([component.Node.Name, .. figures.Select(Figures.Count)]);
        }

        return table;
    }

    private static void AppendFiredEarly(StringBuilder text, long windows)
    {
        if (windows == 0) return;
        text.Append($"  {(windows == 1 ? "1 window fired before its" : $"{Figures.Count(windows)} windows fired before their")} time, because the run was stopped\n");
    }

    private static void AppendOverflows(StringBuilder text, ComponentSnapshot component)
    {
        if (component.Account.Overflows == 0) return;
        text.Append($"  {Figures.Count(component.Account.Overflows)} × {component.Node.Name}: a result that does not fit in 64 bits, and is null\n");
    }

    private static void AppendLeftOut(StringBuilder text, ComponentSnapshot component)
    {
        var values = component.Account.LeftOut;
        if (values == 0) return;
        text.Append($"  {Figures.Count(values)} × {component.Node.Name}: a value left out of its row, which the system written to has no place for (NaN, infinity)\n");
    }

    private static void AppendDeadLetters(StringBuilder text, Plan plan, RunSnapshot final)
    {
        var rows = final.DeadLetters.Values.Sum();
        if (rows == 0) return;
        var place = final.DeadLetters.Keys.All(key => plan.Readers(key.Component, dead: true).Any()) ? "" : $", in {Place(plan)}";
        text.Append($"  {Figures.Count(rows)} dead {(rows == 1 ? "letter" : "letters")}{place}:\n");
        foreach (var ((component, reason), count) in final.DeadLetters.OrderByDescending(each => each.Value).Take(MostReasons))
        {
            var readers = string.Join(" and ", plan.Readers(component, dead: true).Select(reader => reader.Name));
            var taken = readers.Length > 0 ? $" (to {readers})" : "";
            text.Append($"    {Figures.Count(count)} × {component}: {reason}{taken}\n");
        }

        if (final.DeadLetters.Count > MostReasons) text.Append($"    and {final.DeadLetters.Count - MostReasons} other reasons\n");
    }

    private static string Place(Plan plan) =>
        plan.DeadLetters is { } sink ? $"the {sink.Type.Name} of dead_letters" : $"data/{plan.Name}.dead/";
}
