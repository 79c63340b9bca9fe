using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>
/// Co-moments of all pairs of some columns, for many cells. Rows that have every column share the columns' means and squares
/// among the pairs, so that such a row costs a multiplication and an addition a pair (see <see cref="CoMoments"/>, whose
/// recurrence this is, to the last bit). A row with a null goes to the pairs it has both columns of, each on its own; the
/// two are brought together when a cell is asked for.
/// </summary>
/// <param name="pairs">Which columns.</param>
/// <param name="append">Appends what is asked of a pair.</param>
internal sealed class PairsAccumulator(ColumnPairs pairs, Result<CoMoments> append) : Accumulator
{
    private readonly int _width = pairs.Names.Count;
    private Slab _slab = new();
    private double[] _values = [];
    private bool[] _isIncomplete = [];

    /// <summary>Doubles of a cell: the rows, then means and squares of each column, then a product a pair.</summary>
    private int Stride => 1 + (2 * _width) + pairs.Count;

    public override string Layout => $"pairs of {pairs}";

    public override int BytesPerCell => (sizeof(double) * Stride) + 1;

    public override bool TryShare(Accumulator fed)
    {
        if (fed is not PairsAccumulator same || !ReferenceEquals(same.Pairs, pairs)) return false;
        _slab = same._slab;
        return true;
    }

    private ColumnPairs Pairs => pairs;

    public override void EnsureCapacity(int cells)
    {
        if (cells <= _slab.Apart.Length) return;
        var room = Math.Max(cells, 2 * _slab.Apart.Length);
        Array.Resize(ref _slab.Shared, checked(room * Stride));
        Array.Resize(ref _slab.Apart, room);
    }

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        SetOut(input);
        for (var row = 0; row < cells.Length; row++)
        {
            if (cells[row] < 0) continue;
            if (_isIncomplete[row]) AddIncomplete(cells[row], input, row);
            else AddComplete(CellOf(cells[row]), _values.AsSpan(row * _width, _width));
        }
    }

    public override void Merge(int into, int from)
    {
        MergeComplete(CellOf(into), CellOf(from));
        if (_slab.Apart[from] is not { } apart) return;
        var merged = _slab.Apart[into] ??= new CoMoments[pairs.Count];
        for (var pair = 0; pair < merged.Length; pair++) merged[pair].Merge(apart[pair]);
    }

    public override void Emit(int cell, ColumnBuilder output)
    {
        var list = (ListBuilder)output;
        var shared = CellOf(cell);
        var apart = _slab.Apart[cell];
        for (var pair = 0; pair < pairs.Count; pair++)
        {
            var (x, y) = (1 + pairs.First[pair], 1 + pairs.Second[pair]);
            var moments = CoMoments.Of((long)shared[0], shared[x], shared[y], shared[x + _width], shared[y + _width], shared[1 + (2 * _width) + pair]);
            if (apart is not null) moments.Merge(apart[pair]);
            append(moments, list.Items);
        }

        list.CloseRow();
    }

    public override void Clear(int cell)
    {
        CellOf(cell).Clear();
        _slab.Apart[cell] = null;
    }

    /// <summary>Cell by cell, as those that are saved at once need not come back at once.</summary>
    public override void Save(int first, int count, StateWriter state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            state.WriteItems<double>(CellOf(cell));
            state.Write(_slab.Apart[cell] is not null);
            if (_slab.Apart[cell] is { } apart) state.WriteItems<CoMoments>(apart);
        }
    }

    public override void Restore(int first, int count, StateReader state)
    {
        for (var cell = first; cell < first + count; cell++)
        {
            state.ReadItems(CellOf(cell));
            if (!state.ReadBool()) continue;
            state.Require(pairs.Count, Unsafe.SizeOf<CoMoments>());
            var apart = new CoMoments[pairs.Count];
            state.ReadItems<CoMoments>(apart);
            _slab.Apart[cell] = apart;
        }
    }

    public override void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
        {
            state.SkipItems<double>(Stride);
            if (state.ReadBool()) state.SkipItems<CoMoments>(pairs.Count);
        }
    }

    private Span<double> CellOf(int cell) => _slab.Shared.AsSpan(cell * Stride, Stride);

    /// <summary>Lays the batch out row by row, as the pairs of a row are worked out together.</summary>
    private void SetOut(in AggregateInput input)
    {
        var rows = input.Rows;
        if (_isIncomplete.Length < rows) (_values, _isIncomplete) = (new double[rows * _width], new bool[rows]);
        _isIncomplete.AsSpan(0, rows).Clear();
        for (var place = 0; place < _width; place++)
        {
            var column = input.Arguments[place];
            for (var row = 0; row < rows; row++)
            {
                _values[(row * _width) + place] = PairAccumulator.ValueOf(column, row);
                _isIncomplete[row] |= column.IsNull(row);
            }
        }
    }

    private void AddComplete(Span<double> cell, Span<double> values)
    {
        var rows = ++cell[0];
        var means = cell.Slice(1, _width);
        var squares = cell.Slice(1 + _width, _width);
        Span<double> from = _slab.Distances(_width);
        for (var place = 0; place < from.Length; place++)
        {
            from[place] = values[place] - means[place];
            means[place] += from[place] / rows;
            // From here on the distance to the new mean.
            values[place] -= means[place];
            squares[place] += from[place] * values[place];
        }

        var products = cell[(1 + (2 * _width))..];
        var (first, second) = (pairs.First, pairs.Second);
        for (var pair = 0; pair < products.Length; pair++) products[pair] += from[first[pair]] * values[second[pair]];
    }

    private void AddIncomplete(int cell, in AggregateInput input, int row)
    {
        var apart = _slab.Apart[cell] ??= new CoMoments[pairs.Count];
        for (var pair = 0; pair < apart.Length; pair++)
        {
            var (x, y) = (pairs.First[pair], pairs.Second[pair]);
            if (!input.Arguments[x].IsNull(row) && !input.Arguments[y].IsNull(row)) apart[pair].Add(_values[(row * _width) + x], _values[(row * _width) + y]);
        }
    }

    private void MergeComplete(Span<double> into, ReadOnlySpan<double> from)
    {
        var rows = into[0] + from[0];
        if (from[0] == 0) return;
        var share = from[0] / rows;
        var products = 1 + (2 * _width);
        for (var pair = 0; pair < pairs.Count; pair++)
        {
            var (x, y) = (1 + pairs.First[pair], 1 + pairs.Second[pair]);
            into[products + pair] += from[products + pair] + ((from[x] - into[x]) * (from[y] - into[y]) * share * into[0]);
        }

        for (var place = 1; place <= _width; place++)
        {
            var apart = from[place] - into[place];
            into[place + _width] += from[place + _width] + (apart * apart * share * into[0]);
            into[place] += apart * share;
        }

        into[0] = rows;
    }

    // A class of its own, so that an accumulator that shares it sees the arrays after they have grown.
    private sealed class Slab
    {
        private double[] _distances = [];

        public double[] Shared = [];

        /// <summary>What rows with nulls came to, a pair each; null for a cell without such rows.</summary>
        public CoMoments[]?[] Apart = [];

        public double[] Distances(int width) => _distances.Length == width ? _distances : _distances = new double[width];
    }
}
