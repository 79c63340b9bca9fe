using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>
/// Emits the groups in memory and those on disk in the order of keys: part after part is aggregated and leaves. A part that
/// itself does not fit is parted again.
/// </summary>
internal sealed class GroupDrain(GroupPlan plan, GroupTable groups, GroupEmitter emitter, Output output)
{
    // A part may need half as much again as those before it left room for; few levels are ever reached, as each has 64 parts.
    private int _level = 1;

    /// <param name="overflow">What is on disk; disposed of afterwards.</param>
    /// <param name="known">The groups in memory that no row on disk belongs to, in the order of keys.</param>
    public void Run(GroupOverflow overflow, int[] known)
    {
        var at = 0;
        for (var part = 0; part < overflow.Parts; part++)
        {
            var from = at;
            while (at < known.Length && overflow.IsWithin(part, groups.Keys.Key(known[at]))) at++;
            var deeper = Aggregate(overflow, part, known.AsSpan(from..at), out var here);
            if (deeper is null)
            {
                emitter.Emit(here, areFinal: !output.IsStopping, output);
                groups.Remove(here);
                // What these groups had is garbage, of which there would be several times the memory before it is looked at.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
                continue;
            }

            _level++;
            Run(deeper, here);
            _level--;
        }

        overflow.Dispose();
    }

    /// <returns>Rows of the part that did not fit either; null when all did.</returns>
    private GroupOverflow? Aggregate(GroupOverflow overflow, int part, ReadOnlySpan<int> known, out int[] here)
    {
        // Rows on disk belong to none of the groups known, so that all they come to are new.
        var added = new HashSet<int>();
        int[] Sorted(ReadOnlySpan<int> others)
        {
            int[] sorted = [.. others, .. added];
            GroupOrdering.Sort(sorted, groups.Keys);
            return sorted;
        }

        var limit = plan.Memory!.Value / 2 * (_level + 1);
        GroupOverflow? deeper = null;
        foreach (var batch in overflow.Take(part))
        {
            deeper ??= groups.MemoryBytes > limit && added.Count > 1 ? GroupOverflow.Of(plan, groups.Keys, Sorted([])) : null;
            var held = deeper?.Rows ?? 0;
            if (deeper is not null) groups.AddKnown(batch, deeper);
            else
                foreach (var group in groups.Add(batch, batch.Rows)) added.Add(group);
            var passedOn = (deeper?.Rows ?? 0) - held;
            output.Account.Aggregated += batch.Rows - passedOn;
            output.Account.Held -= batch.Rows - passedOn;
            batch.Release();
        }

        here = Sorted(known);
        return deeper;
    }
}
