namespace StreamGuard.Host.Metrics;

/// <summary>Meters of rows that were refused.</summary>
internal static class DeadLetterMeters
{
    public static MeterDefinition DeadLetters { get; } = new(
        "streamguard_dead_letters_total", MeterKind.Counter, "rows", $"Rows that went to the dead letters. Of a component's reasons the first {SeriesMemory.Most} have names, the rest are '{SeriesMemory.Other}'.",
        ["pipeline", "component", "reason"],
        reading =>
            from each in reading.Runs
            from letters in each.Run.DeadLetters
            let reason = each.Pipeline.Memory.Bound(each.Pipeline.Name, letters.Key.Component, "reason", letters.Key.Reason)
            group letters.Value by (each.Pipeline.Name, letters.Key.Component, reason) into same
            select new Sample([same.Key.Name, same.Key.Component, same.Key.reason], same.Sum()));

    public static IReadOnlyList<MeterDefinition> All { get; } = [DeadLetters];
}
