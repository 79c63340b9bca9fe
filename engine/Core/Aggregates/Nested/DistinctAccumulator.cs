using System.Numerics;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Aggregates.Nested;

/// <summary>
/// Counts different values of each cell, nulls left out. Values have numbers that all cells share: a cell has a bit for each
/// of the first 64, and a list of others. Where something keeps the cell's rows by groups of the same column, these are counted.
/// </summary>
internal sealed class DistinctAccumulator(ColumnType type) : Accumulator
{
    private const int Block = 128;
    private const int Bits = 64;

    private Sets _sets = new(type);
    private GroupedCells? _groups;
    private int[] _cells = [];

    public override string Layout => "distinct";

    public override int BytesPerCell => sizeof(int);

    public override long HeldBytes => _groups is null ? _sets.HeldBytes : 0;

    public override bool TryShare(Accumulator fed)
    {
        if (fed is DistinctAccumulator same) (_sets, _groups) = (same._sets, same._groups);
        else if (fed is NestedAccumulator { Groups: { IsSingle: true, IsCounting: true } groups }) _groups = groups;
        else return false;
        return true;
    }

    public override void EnsureCapacity(int cells) => _sets.EnsureCapacity(cells);

    public override void Add(ReadOnlySpan<int> cells, in AggregateInput input)
    {
        var known = WithoutNulls(cells, input.Arguments[0].Validity);
        var codes = _sets.Values.Of(known, input.Arguments);
        for (var from = 0; from < known.Length; from += Block)
        {
            var count = Math.Min(Block, known.Length - from);
            _sets.Add(known.Slice(from, count), codes.Slice(from, count));
        }
    }

    public override void AddRow(int cell, in AggregateInput input, int row)
    {
        if (!input.Arguments[0].IsNull(row)) _sets.Add(cell, _sets.Values.Of(input.Arguments[0], row));
    }

    public override void Merge(int into, int from)
    {
        foreach (var code in _sets.Codes(from)) _sets.Add(into, code);
    }

    public override void Emit(int cell, ColumnBuilder output) => ((FixedBuilder<long>)output).Append(_groups?.CountKnown(cell) ?? _sets.Count(cell));

    public override void Clear(int cell) => _sets.Clear(cell);

    public override void Save(int first, int count, StateWriter state)
    {
        var gathered = state.Gather();
        for (var cell = first; cell < first + count; cell++)
        {
            gathered.Write(_sets.Count(cell));
            foreach (var code in _sets.Codes(cell)) gathered.WriteBytes(_sets.Values.Bytes(code));
        }

        gathered.Dispose();
    }

    public override void Restore(int first, int count, StateReader state)
    {
        for (var cell = first; cell < first + count; cell++)
            for (var left = state.ReadCount(sizeof(int)); left > 0; left--) _sets.Add(cell, _sets.Values.Restore(state.ReadBytes()));
    }

    public override void Skip(int count, StateReader state)
    {
        for (; count > 0; count--)
            for (var left = state.ReadCount(sizeof(int)); left > 0; left--) state.ReadBytes();
    }

    private ReadOnlySpan<int> WithoutNulls(ReadOnlySpan<int> cells, ulong[]? validity)
    {
        if (validity is null) return cells;
        if (_cells.Length < cells.Length) _cells = new int[Math.Max(cells.Length, 2 * _cells.Length)];
        for (var row = 0; row < cells.Length; row++) _cells[row] = Contracts.Bits.Get(validity, row) ? cells[row] : -1;
        return _cells.AsSpan(0, cells.Length);
    }

    // A class of its own, so that an accumulator that shares it sees its arrays after they have grown.
    private sealed class Sets(ColumnType type)
    {
        private readonly CellMap _more = new(hasValues: false);
        private ulong[] _first = [];

        public ValueCodes Values { get; } = new([type]);

        public long HeldBytes => (_first.Length * (long)sizeof(ulong)) + _more.Bytes + Values.HeldBytes;

        public void EnsureCapacity(int cells)
        {
            if (cells > _first.Length) Array.Resize(ref _first, Math.Max(cells, 2 * _first.Length));
            _more.EnsureCapacity(cells);
        }

        public int Count(int cell) => BitOperations.PopCount(_first[cell]) + _more.Count(cell);

        public int[] Codes(int cell)
        {
            var codes = new List<int>();
            for (var left = _first[cell]; left != 0; left &= left - 1) codes.Add(BitOperations.TrailingZeroCount(left));
            return [.. codes, .. _more.Codes(cell)];
        }

        public void Add(ReadOnlySpan<int> cells, ReadOnlySpan<int> codes)
        {
            if (codes.IndexOfAnyInRange(Bits, int.MaxValue) >= 0) _more.Touch(cells);
            for (var row = 0; row < cells.Length; row++)
                if (cells[row] >= 0) Add(cells[row], codes[row]);
        }

        public void Add(int cell, int code)
        {
            if (code >= Bits)
            {
                if (_more.Add(cell, code)) Values.Use(code);
                return;
            }

            var bit = 1UL << code;
            if ((_first[cell] & bit) != 0) return;
            _first[cell] |= bit;
            Values.Use(code);
        }

        public void Clear(int cell)
        {
            foreach (var code in Codes(cell)) Values.Drop(code);
            _first[cell] = 0;
            _more.Clear(cell);
        }
    }
}
