using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Keeps the batches that a transform emits, held.</summary>
internal sealed class RememberingOutput : Output
{
    public List<Batch> Batches { get; } = [];

    public override Account Account { get; } = new();

    public override void Emit(Batch batch) => Batches.Add(batch);

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason) => Account.DeadLettered += rows.Length;
}
