using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>Rows that a sink behind a buffer has refused, as dead letters.</summary>
/// <param name="Number">Counts on for as long as there is the queue.</param>
/// <param name="Row">The queue's row that was being delivered.</param>
/// <param name="Batch">The letters; held by whoever has this.</param>
internal sealed record Letter(long Number, long Row, Batch Batch);

/// <summary>
/// Brings rows that are refused behind a buffer to the dead letters, once each. They are refused in a thread of the
/// delivery's own, and are sent with the messages of the sink; they become durable with the epoch that passes then, and
/// until it is committed they are kept with what says how far rows were delivered.
/// </summary>
internal sealed class LetterBox : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Letter> _kept = [];
    private long _last;
    private long _committedBefore;

    /// <summary>Number of the last one that was sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Letters that are not sent, or not committed for long enough.</summary>
    public IReadOnlyList<Letter> Kept
    {
        get
        {
            lock (_lock) return [.. _kept];
        }
    }

    public static IReadOnlyList<Letter> Read(StateReader state)
    {
        var letters = new Letter[state.ReadCount(2 * sizeof(long))];
        for (var i = 0; i < letters.Length; i++) letters[i] = new Letter(state.ReadLong(), state.ReadLong(), BatchState.Read(state, DeadLetterSchema.Instance));
        return letters;
    }

    public static void Write(StateWriter state, IReadOnlyList<Letter> letters)
    {
        state.Write(letters.Count);
        foreach (var letter in letters)
        {
            state.Write(letter.Number);
            state.Write(letter.Row);
            BatchState.Write(state, letter.Batch);
        }
    }

    /// <summary>Takes up letters of an earlier run, and lets go of the others.</summary>
    /// <param name="letters">All there are.</param>
    /// <param name="sent">Number of the last one that the checkpoint has.</param>
    /// <param name="rows">Rows of the queue that the checkpoint has: what was refused behind them comes again.</param>
    public void TakeUp(IReadOnlyList<Letter> letters, long sent, long rows)
    {
        (Sent, _committedBefore, _last) = (sent, sent, sent);
        foreach (var letter in letters)
        {
            _last = Math.Max(_last, letter.Number);
            if (letter.Number > sent && letter.Row < rows) _kept.Enqueue(letter);
            else letter.Batch.Release();
        }
    }

    /// <summary>Takes over the caller's hold of letters that are to be sent.</summary>
    public void Add(Batch letters, long row)
    {
        lock (_lock) _kept.Enqueue(new Letter(++_last, row, letters));
    }

    /// <summary>Letters that were not sent yet, lent until the next call; they are from now on.</summary>
    public IReadOnlyList<Batch> Send()
    {
        lock (_lock)
        {
            var unsent = _kept.Where(letter => letter.Number > Sent).Select(letter => letter.Batch).ToList();
            Sent = _last;
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
            while (_kept.TryPeek(out var first) && first.Number <= _committedBefore) _kept.Dequeue().Batch.Release();
            _committedBefore = sent;
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
}
