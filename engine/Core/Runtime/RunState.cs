using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>What a checkpoint says of itself: which epoch was committed before it, 0 for the first of a run that began anew.</summary>
internal static class RunState
{
    /// <summary>No component can have this name.</summary>
    public const string Component = "(run)";

    private const string Replay = "(replay) ";

    private static readonly StateSlot Slot = new(Component, "run", "run", new Lazy<string>(""));

    public static ComponentState Save(long previous) => Slot.Fill(state => state.Write(previous));

    public static long Previous(SavedCheckpoint checkpoint) =>
        new StateReader(checkpoint.States.First(state => state.Component == Component).Bytes).ReadLong();

    /// <summary>The name that state of a source or transform has when it is of a replay of dead letters, not of the pipeline.</summary>
    public static string OfReplay(string component) => Replay + component;

    public static bool IsOfReplay(string component) => component.StartsWith(Replay, StringComparison.Ordinal);

    /// <summary>The name without what <see cref="OfReplay"/> has added.</summary>
    public static string WithoutReplay(string component) => component[Replay.Length..];
}
