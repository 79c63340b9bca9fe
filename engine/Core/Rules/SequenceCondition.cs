using StreamGuard.Contracts;
using StreamGuard.Core.Sequences;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Rules;

/// <summary>A row ends a match of a sequence; where nothing may come behind it, the watermark decides that it has.</summary>
/// <param name="pattern">The sequence.</param>
/// <param name="input">Schema of the rows.</param>
/// <param name="key">Places of its key columns.</param>
/// <param name="binder">What made the pattern, and knows it in words.</param>
internal sealed class SequenceCondition(Pattern pattern, Schema input, int[] key, SequenceBinder binder) : Condition
{
    // The rows that end matches, by their place in the order of all rows, and the place of their match among those found.
    private readonly SortedList<long, int> _ends = [];
    private readonly HeldRows _decided = new();
    private readonly List<int> _numbers = [];
    private MatchColumns? _told;
    private Batch? _matches;
    private IReadOnlyList<Expression> _emits = [];
    private IReadOnlyList<Field> _fields = [];
    private Column[] _emitted = [];
    private int[] _matchOf = [];
    private Sequencer? _sequencer;

    public override bool NeedsTime => true;

    public override string Text => binder.Text;

    public override IReadOnlyCollection<string> Columns => binder.Columns;

    /// <summary>What there is to be told of a match.</summary>
    public MatchColumns MatchColumns => binder.MatchColumns;

    public override string State => $"at most {pattern.MostPartial} partial matches a key";

    public override long DecidedAfter => pattern.NotAfterFor;

    // Made when it is first used: rules whose rows have no event time are refused, and never run.
    private Sequencer Sequencer => _sequencer ??= new Sequencer(pattern, input, key, Found);

    public override IReadOnlyList<Field> Emitted => _fields;

    /// <summary>A message and what is emitted read these columns of a match.</summary>
    public void Tell(MatchColumns columns, IReadOnlyList<(string Name, Expression Value)> emitted)
    {
        _told = columns;
        _emits = [.. emitted.Select(each => each.Value)];
        _fields = [.. emitted.Select(each => new Field(each.Name, each.Value.Type))];
    }

    public override int Met(in Judged judged, Span<int> rows)
    {
        var first = Sequencer.Order;
        Sequencer.Take(judged.Batch);
        var count = _ends.Count;
        BeginTelling(judged.Batch.Rows);
        for (var i = 0; i < count; i++)
        {
            rows[i] = (int)(_ends.GetKeyAtIndex(i) - first);
            _matchOf[rows[i]] = _ends.GetValueAtIndex(i);
        }

        _ends.Clear();
        return count;
    }

    public override Batch? OnWatermark(long watermark)
    {
        Sequencer.OnWatermark(watermark);
        if (_numbers.Count == 0) return null;
        var rows = _decided.Gather(_numbers.ToArray());
        foreach (var number in _numbers) _decided.Remove(number);
        _decided.Tidy();
        BeginTelling(rows.Rows);
        // Rows and matches are both in the order in which they were found.
        for (var i = 0; i < rows.Rows; i++) _matchOf[i] = i;
        _numbers.Clear();
        _ends.Clear();
        return rows;
    }

    public override (Batch Batch, int Row) Told(Batch batch, int row) => _told is null ? (batch, row) : (_matches!, _matchOf[row]);

    public override (IReadOnlyList<Column> Columns, int Place) EmittedOf(int row) => (_emitted, _matchOf[row]);

    public override long StateBytes => Sequencer.StateBytes;

    public override void Save(StateWriter state) => Sequencer.Save(state);

    public override void Restore(StateReader state) => Sequencer.Restore(state, share: null);

    /// <summary>Of matches that end with one row the first is told.</summary>
    private void Found(PartialMatch match, HeldRows held)
    {
        if (!_ends.TryAdd(match.Current.LastOrder, _ends.Count)) return;
        var (batch, row) = (held.BatchOf(match.Current.Last), held.RowOf(match.Current.Last));
        _told?.Append(match, batch, row, held);
        if (pattern.NotAfter is not null) _numbers.Add(_decided.Add(_decided.Hold(batch), row));
    }

    /// <summary>Makes ready what is told of the matches that rows of a batch end.</summary>
    private void BeginTelling(int batchRows)
    {
        _matches?.Release();
        foreach (var column in _emitted) column.Release();
        _matches = _told?.Build(_ends.Count);
        _emitted = [.. _emits.Select(each => each.Evaluate(_matches!))];
        if (_matchOf.Length < batchRows) _matchOf = new int[Math.Max(batchRows, 2 * _matchOf.Length)];
    }
}
