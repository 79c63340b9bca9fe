namespace StreamGuard.Core.Checkpoints;

/// <summary>What one instance of a component saved, read back; see <see cref="ComponentState"/>.</summary>
public sealed record SavedState(string Component, string Part, string Kind, string Fingerprint, ReadOnlyMemory<byte> Bytes);

/// <summary>A checkpoint, read back and found whole.</summary>
public sealed record SavedCheckpoint(long Epoch, DateTimeOffset Taken, IReadOnlyList<SavedState> States);
