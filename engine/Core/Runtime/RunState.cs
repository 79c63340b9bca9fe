using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>What a checkpoint says of itself: which epoch was committed before it, 0 for the first of a run that began anew.</summary>
internal static class RunState
{
    /// <summary>No component can have this name.</summary>
    public const string Component = "(run)";

    private static readonly StateSlot Slot = new(Component, "run", "run", "");

    public static ComponentState Save(long previous) => Slot.Fill(state => state.Write(previous));

    public static long Previous(SavedCheckpoint checkpoint) =>
        new StateReader(checkpoint.States.First(state => state.Component == Component).Bytes).ReadLong();
}
