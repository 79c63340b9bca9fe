using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>A row that was taken as it passed.</summary>
/// <param name="Id">Counted from 1; a gap where rows were not kept.</param>
/// <param name="At">When it passed, by the pipeline's clock.</param>
/// <param name="From">The component that sent it.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Values">.NET values as <see cref="Column.Boxed"/> gives them.</param>
/// <param name="Partition">Where it was read; null of a row that was made.</param>
public sealed record TappedRow(long Id, DateTimeOffset At, string From, Schema Schema, object?[] Values, string? Partition)
{
    /// <summary>Copies a row out of a batch; texts longer than <paramref name="longestText"/> characters are cut.</summary>
    internal static TappedRow Of(long id, DateTimeOffset at, string from, Batch batch, int row, int longestText)
    {
        var values = new object?[batch.Schema.Count];
        for (var column = 0; column < values.Length; column++) values[column] = Cut(batch[column].Boxed(row), longestText);
        return new TappedRow(id, at, from, batch.Schema, values, batch.Origin?.Partition(row));
    }

    private static object? Cut(object? value, int longest) => value is string text && text.Length > longest ? text[..longest] + "…" : value;
}
