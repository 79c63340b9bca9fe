using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Runtime;

/// <summary>Where one instance of a component has its state in a checkpoint.</summary>
/// <param name="Component">Its name in the pipeline file.</param>
/// <param name="Part">Which of its instances, or which part of its state.</param>
/// <param name="Kind">The component's kind.</param>
/// <param name="Fingerprint">Of what the state is written for.</param>
internal sealed record StateSlot(string Component, string Part, string Kind, Lazy<string> Fingerprint)
{
    /// <summary>What <paramref name="save"/> writes, for a checkpoint; to be disposed of by the caller.</summary>
    public ComponentState Fill(Action<StateWriter> save)
    {
        var bytes = new StateBuffer();
        save(new StateWriter(bytes));
        return Of(bytes);
    }

    public ComponentState Of(StateBuffer bytes) => new(Component, Part, Kind, Fingerprint, bytes);

    /// <summary>What was saved can be read by this instance.</summary>
    public bool Fits(SavedState state) => Kind == state.Kind && Fingerprint.Value == state.Fingerprint;

    /// <summary>The saved state is this instance's.</summary>
    public bool IsOf(string component, string part) => Component == component && Part == part;
}
