using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>A list with a figure for each pair of the columns it is given; only for the transform, as pipelines have no lists of pairs.</summary>
internal sealed class PairsFunction(string name, ColumnPairs pairs, ColumnType item, Result<CoMoments> append) : IAggregateFunction
{
    public string Name => name;

    public string Signature => $"{name}(column, ...)";

    public string Summary => "A figure for each pair of columns.";

    /// <summary>The most that a cell has: of rows without nulls, and of rows with some. The rows are counted in the state of the coefficients.</summary>
    public int? BytesPerCell => item == ColumnType.Float
        ? (sizeof(double) * (1 + (2 * pairs.Names.Count) + pairs.Count)) + (pairs.Count * Unsafe.SizeOf<CoMoments>())
        : 0;

    public ColumnType? Resolve(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, out string? problem)
    {
        problem = null;
        return ColumnType.ListOf(item);
    }

    public Accumulator Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants) => new PairsAccumulator(pairs, append);
}
