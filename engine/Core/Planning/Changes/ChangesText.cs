using System.Text;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>
/// What changes between two plans as lines for people: <c>+</c> is new, <c>-</c> removed, <c>~</c> changed, <c>!</c> loses
/// state; what stays as it is comes in one line.
/// </summary>
public static class ChangesText
{
    public static string Render(PlanChanges changes)
    {
        var text = new StringBuilder();
        if (changes.IsEmpty) return $"{changes.Pipeline}: nothing changes.\n";
        text.Append(changes.Pipeline).Append('\n');
        foreach (var change in changes.Run) text.Append($"  ~ {change.Key}: {change.Before} → {change.After}{(change.NeedsRestart is { } why ? $"; cannot change while it runs: {why}" : "")}\n");
        foreach (var component in changes.Components.Where(component => component is not { Fate: ComponentFate.Unchanged, IsRewired: false })) Write(text, component);
        if (Unchanged(changes) is { Count: > 0 } same) text.Append($"  = unchanged: {string.Join(", ", same)}\n");
        return text.Append(Summary(changes)).Append('\n').ToString();
    }

    /// <summary>Whether anything would be lost, in a sentence.</summary>
    public static string Summary(PlanChanges changes)
    {
        List<string> lost = [.. changes.Losses.Select(loss => $"'{loss.Name}'")];
        var losses = lost.Count == 0 ? "Nothing is lost." : $"What {string.Join(", ", lost)} {(lost.Count == 1 ? "keeps" : "keep")} would be lost.";
        List<string> stuck = [.. changes.Run.Where(change => change.NeedsRestart is not null).Select(change => change.Key), .. changes.Components.Where(component => component.NeedsRestart is not null).Select(component => $"'{component.Name}'")];
        return stuck.Count == 0 ? losses : $"{losses} {string.Join(" and ", stuck)} cannot change while the pipeline runs: stop it and start it again.";
    }

    /// <summary>One component's change in a line, without its mark.</summary>
    public static string Line(ComponentChange change)
    {
        var text = new StringBuilder($"{change.Role.ToString().ToLowerInvariant()} {change.Name} ({change.Kind}) ");
        text.Append(change.Fate switch
        {
            ComponentFate.New => "is new",
            ComponentFate.Removed => "is removed",
            ComponentFate.Changed => $"changes: {string.Join(", ", change.Differences)}",
            _ => "is unchanged",
        });
        if (change.ReadBefore is { } before) text.Append($"; reads from {List(change.Reads)} in place of {List(before)}");
        if (State(change) is { } state) text.Append("; ").Append(state);
        if (change.Reason is { } reason) text.Append($" ({reason})");
        if (change.NeedsRestart is { } why) text.Append($"; cannot change while it runs: {why}");
        return text.ToString();
    }

    private static void Write(StringBuilder text, ComponentChange change)
    {
        var mark = change switch
        {
            { State: StateFate.Lost } => '!',
            { Fate: ComponentFate.New } => '+',
            { Fate: ComponentFate.Removed } => '-',
            { Fate: ComponentFate.Unchanged } => '=',
            _ => '~',
        };
        text.Append($"  {mark} {Line(change)}\n");
    }

    private static string? State(ComponentChange change) => (change.State, change.Role) switch
    {
        (StateFate.Kept, Role.Source) => "its positions are kept",
        (StateFate.Kept, _) => "its state is kept",
        (StateFate.Migrated, Role.Source) => "its positions are kept, its watermark is not",
        (StateFate.Migrated, _) => "its state is migrated",
        (StateFate.Finished, _) => "what it holds is written before it is closed",
        (StateFate.Lost, Role.Source) => "its positions are lost",
        (StateFate.Lost, _) => "its state is lost",
        _ => null,
    };

    private static List<string> Unchanged(PlanChanges changes) =>
        [.. changes.Components.Where(component => component is { Fate: ComponentFate.Unchanged, IsRewired: false }).Select(component => component.Name)];

    private static string List(IReadOnlyList<PlanInput> inputs) => string.Join(", ", inputs);
}
