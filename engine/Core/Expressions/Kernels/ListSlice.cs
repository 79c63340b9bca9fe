using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>One row's list: items of a column from Start up to End.</summary>
internal readonly struct ListSlice(Column items, int start, int end)
{
    public Column Items { get; } = items;

    public int Start { get; } = start;

    public int Length => end - Start;

    public static ListSlice Of(ListColumn column, int row) => new(column.Items, column.Offsets[row], column.Offsets[row + 1]);
}
