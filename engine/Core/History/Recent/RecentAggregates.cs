using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>
/// Aggregates over one span, of any function: the rows of each answer are given to its accumulator, where there are many
/// with whole blocks merged instead. Nothing is ever taken away from a state, so sums and moments do not drift.
/// </summary>
internal sealed class RecentAggregates : RecentCall
{
    private const int MostAnswers = 2048;
    private const int MostRows = 32 * 1024;
    private const int FewRows = 4 * Blocks.Rows;

    private readonly RecentRows _rows;
    private readonly List<(Accumulator Accumulator, int[] Arguments)> _fed = [];
    private readonly List<(Accumulator Accumulator, ColumnBuilder Output)> _answers = [];
    private readonly List<int> _columns = [];
    private readonly List<ColumnType> _types = [];
    private readonly LaidOutRows _laidOut;
    private readonly Blocks? _blocks;
    private readonly bool[] _hasFront = new bool[MostAnswers];
    private int _asked;

    /// <param name="rows">Where the rows are kept.</param>
    /// <param name="usesBlocks">For accumulators whose states may be merged more than once.</param>
    public RecentAggregates(RecentRows rows, bool usesBlocks)
    {
        (_rows, UsesBlocks) = (rows, usesBlocks);
        _laidOut = new LaidOutRows(rows, _columns);
        if (!usesBlocks) return;
        _blocks = new Blocks(2 * MostAnswers, new LaidOutRows(rows, _columns), _fed);
        rows.Follow(_blocks);
    }

    public bool UsesBlocks { get; }

    /// <summary>Adds a call; before the first row.</summary>
    /// <param name="accumulator">Of the call.</param>
    /// <param name="columns">Places of its arguments among those kept.</param>
    /// <param name="types">Their types.</param>
    /// <param name="result">Type of the result.</param>
    /// <returns>What to <see cref="Build"/>.</returns>
    public int Add(Accumulator accumulator, int[] columns, IReadOnlyList<ColumnType> types, ColumnType result)
    {
        var arguments = columns.Select((column, i) => PlaceOf(column, types[i])).ToArray();
        var isShared = _fed.Exists(fed => fed.Arguments.AsSpan().SequenceEqual(arguments) && accumulator.TryShare(fed.Accumulator));
        if (!isShared)
        {
            accumulator.EnsureCapacity(2 * MostAnswers);
            _fed.Add((accumulator, arguments));
        }

        _answers.Add((accumulator, ColumnBuilder.For(result)));
        return _answers.Count - 1;
    }

    public override long Overflows => _answers.Sum(answer => answer.Accumulator.Overflows);

    public override void Begin(ReadOnlySpan<Column> arguments)
    {
        _laidOut.Begin(_types);
        _blocks?.Begin(_types);
    }

    public override void Answer(int key, int low, int high, int row)
    {
        var ring = _rows.RingOf(key);
        if (_blocks is null || high - low < FewRows) _laidOut.Add(2 * _asked, ring, low, high);
        else AnswerByBlocks(ring, low, high);
        if (++_asked == MostAnswers || _laidOut.Count >= MostRows) Flush();
    }

    public override void End() => Flush();

    public override Column Build(int answer) => _answers[answer].Output.Build();

    private void AnswerByBlocks(in Ring ring, int low, int high)
    {
        // The front part has a cell of its own: what is merged counts as earlier than what the cell has seen.
        var front = -unchecked(ring.First + low) & (Blocks.Rows - 1);
        var back = unchecked(ring.First + high) & (Blocks.Rows - 1);
        _blocks!.Merge(2 * _asked, ring, unchecked(ring.First + low + front), high - low - front - back);
        _laidOut.Add((2 * _asked) + 1, ring, low, low + front);
        _laidOut.Add(2 * _asked, ring, high - back, high);
        _hasFront[_asked] = front > 0;
    }

    private void Flush()
    {
        if (_asked == 0) return;
        _laidOut.Feed(_fed);
        foreach (var (accumulator, _) in _fed) MergeFronts(accumulator);
        foreach (var (accumulator, output) in _answers)
            for (var i = 0; i < _asked; i++) accumulator.Emit(2 * i, output);
        foreach (var (accumulator, _) in _fed)
            for (var cell = 0; cell < 2 * _asked; cell++) accumulator.Clear(cell);
        _hasFront.AsSpan(0, _asked).Clear();
        _asked = 0;
    }

    private void MergeFronts(Accumulator accumulator)
    {
        for (var i = 0; i < _asked; i++)
            if (_hasFront[i]) accumulator.Merge(2 * i, (2 * i) + 1);
    }

    private int PlaceOf(int column, ColumnType type)
    {
        var place = _columns.IndexOf(column);
        if (place >= 0) return place;
        _columns.Add(column);
        _types.Add(type);
        return _columns.Count - 1;
    }
}
