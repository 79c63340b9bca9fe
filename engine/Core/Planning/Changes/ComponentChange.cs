using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>What becomes of a component when one plan follows another.</summary>
public enum ComponentFate
{
    /// <summary>It goes on as it is; a running one does not stop.</summary>
    Unchanged,

    /// <summary>It is made anew as the next plan has it.</summary>
    Changed,

    /// <summary>Only the next plan has it.</summary>
    New,

    /// <summary>Only the plan before has it.</summary>
    Removed,
}

/// <summary>What becomes of what a component keeps: state, positions, files that are not finished.</summary>
public enum StateFate
{
    /// <summary>It keeps nothing.</summary>
    None,

    /// <summary>It stays as it is.</summary>
    Kept,

    /// <summary>It is brought into another form: spread over other lanes, or the watermark begins anew.</summary>
    Migrated,

    /// <summary>A running sink writes what it still holds before it is closed. A run that is started anew has no place for it.</summary>
    Finished,

    /// <summary>It has no place in the next plan.</summary>
    Lost,
}

/// <summary>One component of two plans.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Kind">Its kind in the next plan; of a removed one, as it was.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="State">What becomes of what it keeps.</param>
public sealed record ComponentChange(string Name, Role Role, string Kind, ComponentFate Fate, StateFate State)
{
    /// <summary>What is other about it, by the keys of the file: <c>window.tumbling</c>, <c>columns coming in</c>.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>What it read from, where it reads from others now; null where it does not.</summary>
    public IReadOnlyList<PlanInput>? ReadBefore { get; init; }

    /// <summary>What it reads from; empty for a source and for one that is removed.</summary>
    public IReadOnlyList<PlanInput> Reads { get; init; } = [];

    /// <summary>Why its state is migrated or lost; null where that needs no saying.</summary>
    public string? Reason { get; init; }

    /// <summary>Why a running pipeline cannot make the change; null where it can.</summary>
    public string? NeedsRestart { get; init; }

    /// <summary>It reads from others than before.</summary>
    public bool IsRewired => ReadBefore is not null;
}

/// <summary>A key of the file that is about the whole run.</summary>
/// <param name="Key">The key: <c>checkpoint.every</c>.</param>
/// <param name="Before">What it was, as text.</param>
/// <param name="After">What it is to be.</param>
/// <param name="NeedsRestart">Why a running pipeline cannot take it over; null where it can.</param>
public sealed record RunChange(string Key, string Before, string After, string? NeedsRestart);
