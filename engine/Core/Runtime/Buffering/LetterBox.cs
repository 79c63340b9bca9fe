using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>
/// Brings rows that a sink behind a buffer refuses to the dead letters, once each. They are refused in a thread of the
/// delivery's own, and kept with what says how far rows were delivered; from then on, since their rows do not come again,
/// they are sent with the messages of the sink, and kept until the epoch that passes then is committed.
/// </summary>
internal sealed class LetterBox : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Letter> _kept = [];
    private long _last;
    private long _noted;
    private long _sent;
    private long _committed;
    private long _rows;

    /// <summary>Number of the last one that was sent.</summary>
    public long Sent
    {
        get
        {
            lock (_lock) return _sent;
        }
    }

    /// <summary>Rows in letters that are not committed.</summary>
    public long Uncommitted
    {
        get
        {
            lock (_lock) return _rows;
        }
    }

    /// <summary>Takes up letters of an earlier run.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="sent">Number of the last one that the checkpoint has.</param>
    /// <param name="rows">Rows of the queue that the checkpoint has: what was refused behind them comes again.</param>
    /// <exception cref="InvalidDataException">It is not what was saved.</exception>
    public void TakeUp(StateReader saved, long sent, long rows)
    {
        (_sent, _committed, _last) = (sent, sent, sent);
        for (var left = saved.AtEnd ? 0 : saved.ReadInt(); left > 0; left--)
        {
            var letter = new Letter(saved.ReadLong(), saved.ReadLong(), BatchState.Read(saved, DeadLetterSchema.Instance));
            _last = Math.Max(_last, letter.Number);
            if (letter.Number > sent && letter.Row < rows) Keep(letter);
            else letter.Batch.Release();
        }

        _noted = _last;
    }

    /// <summary>Saves what is not sent, or not committed for long enough; gives the number of the last one.</summary>
    public long Save(StateWriter state)
    {
        lock (_lock)
        {
            state.Write(_kept.Count);
            foreach (var letter in _kept)
            {
                state.Write(letter.Number);
                state.Write(letter.Row);
                BatchState.Write(state, letter.Batch);
            }

            return _last;
        }
    }

    /// <summary>All up to this number are saved, together with how far rows were delivered: they may be sent.</summary>
    public void Noted(long number)
    {
        lock (_lock) _noted = number;
    }

    /// <summary>Takes over the caller's hold of letters that are to be sent.</summary>
    /// <param name="letters">Of rows that were refused.</param>
    /// <param name="row">None of them stands before this row of the queue.</param>
    public void Add(Batch letters, long row)
    {
        lock (_lock) Keep(new Letter(++_last, row, letters));
    }

    /// <summary>Letters that may be sent and were not yet, lent until they are committed; they are sent from now on.</summary>
    public IReadOnlyList<Batch> Send()
    {
        lock (_lock)
        {
            var unsent = _kept.Where(letter => letter.Number > _sent && letter.Number <= _noted).Select(letter => letter.Batch).ToList();
            _sent = _noted;
            return unsent;
        }
    }

    /// <summary>
    /// All up to this number are committed with an epoch. Those of the epoch before are needed no more: a run may be told to
    /// go on from the last checkpoint but one, and no further back.
    /// </summary>
    public void Committed(long sent)
    {
        lock (_lock)
        {
            while (_kept.TryPeek(out var first) && first.Number <= _committed) _kept.Dequeue().Batch.Release();
            _committed = sent;
            _rows = _kept.Where(letter => letter.Number > sent).Sum(letter => (long)letter.Batch.Rows);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var letter in _kept) letter.Batch.Release();
            _kept.Clear();
        }
    }

    private void Keep(Letter letter)
    {
        _kept.Enqueue(letter);
        _rows += letter.Batch.Rows;
    }

    /// <param name="Number">Counts on for as long as there is the buffer.</param>
    /// <param name="Row">None of its rows stands before this row of the queue.</param>
    /// <param name="Batch">The letters; held.</param>
    private sealed record Letter(long Number, long Row, Batch Batch);
}
