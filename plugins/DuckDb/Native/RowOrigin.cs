using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>Origins of rows that are known by their numbers.</summary>
internal static class RowOrigin
{
    /// <summary>Of so many rows from a number on.</summary>
    public static Origin Of(string partition, long first, int rows)
    {
        var positions = Buffers.Rent<long>(rows);
        for (var row = 0; row < rows; row++) positions[row] = first + row;
        return new Origin(partition, positions, Buffers.Rent<int>(rows), rows, chunk: null);
    }
}
