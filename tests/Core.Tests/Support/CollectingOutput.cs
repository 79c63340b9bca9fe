using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Keeps every row that a transform emits or sends to the dead letters, as .NET values.</summary>
internal sealed class CollectingOutput : Output
{
    public List<object?[]> Rows { get; } = [];

    public List<(object?[] Row, string Reason)> Dead { get; } = [];

    /// <summary>Rows of each batch emitted.</summary>
    public List<int> BatchSizes { get; } = [];

    public override Account Account { get; } = new();

    public override bool IsStopping => Stopping;

    /// <summary>What <see cref="IsStopping"/> says.</summary>
    public bool Stopping { get; set; }

    public override void Emit(Batch batch)
    {
        Account.Out += batch.Rows;
        BatchSizes.Add(batch.Rows);
        for (var row = 0; row < batch.Rows; row++) Rows.Add(Values(batch, row));
        batch.Release();
    }

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
    {
        Account.DeadLettered += rows.Length;
        foreach (var row in rows) Dead.Add((Values(batch, row), reason));
    }

    private static object?[] Values(Batch batch, int row)
    {
        var values = new object?[batch.Schema.Count];
        for (var column = 0; column < values.Length; column++) values[column] = batch[column].Boxed(row);
        return values;
    }
}
