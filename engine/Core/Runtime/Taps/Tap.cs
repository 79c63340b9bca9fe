using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>How much of what flows a tap takes.</summary>
/// <param name="RowsPerSecond">At most so many, spread over each batch; of rows that come all at once too.</param>
/// <param name="Kept">So many of the newest are kept until they are read.</param>
public sealed record TapOptions(int RowsPerSecond, int Kept)
{
    /// <summary>The first rows without a gap, as many as are kept, and then no more; the rate does not count.</summary>
    public bool TakesFirst { get; init; }

    /// <summary>Texts are cut to so many characters.</summary>
    public int LongestText { get; init; } = 4000;
}

/// <summary>A row that a tap has taken.</summary>
/// <param name="Id">Counted from 1; a gap where rows were not kept.</param>
/// <param name="At">When it passed, by the pipeline's clock.</param>
/// <param name="From">The component that sent it.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Values">.NET values as <see cref="Column.Boxed"/> gives them.</param>
/// <param name="Partition">Where it was read; null of a row that was made.</param>
public sealed record TappedRow(long Id, DateTimeOffset At, string From, Schema Schema, object?[] Values, string? Partition);

/// <summary>
/// Takes a sample of the rows that pass some places of a pipeline: never more than it was told to, whatever flows and however
/// slowly it is read. It goes on from run to run, until it is disposed of.
/// </summary>
public sealed class Tap : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<TappedRow> _kept = [];
    private readonly TapOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action<Tap> _close;
    private double _allowed;
    private long _asked;
    private long _newest;
    private long _seen;

    internal Tap(TapOptions options, TimeProvider clock, Action<Tap> close)
    {
        (_options, _clock, _close, _allowed, _asked) = (options, clock, close, options.RowsPerSecond, clock.GetTimestamp());
    }

    /// <summary>Rows that passed since it was opened, taken or not.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>The number of the newest row taken; 0 before the first.</summary>
    public long Newest => Interlocked.Read(ref _newest);

    /// <summary>Rows that are kept and newer than one that is known, the oldest first.</summary>
    public IReadOnlyList<TappedRow> After(long id)
    {
        lock (_lock) return [.. _kept.SkipWhile(row => row.Id <= id)];
    }

    public void Dispose() => _close(this);

    /// <summary>Takes what it may of a batch, which is lent.</summary>
    internal void Take(string from, Batch batch)
    {
        lock (_lock)
        {
            Interlocked.Add(ref _seen, batch.Rows);
            var many = Math.Min(batch.Rows, Allowed());
            for (var i = 0; i < many; i++) Keep(from, batch, _options.TakesFirst ? i : (int)((long)i * batch.Rows / many));
        }
    }

    private int Allowed()
    {
        if (_options.TakesFirst) return _options.Kept - _kept.Count;
        var now = _clock.GetTimestamp();
        _allowed = Math.Min(_options.RowsPerSecond, _allowed + (_clock.GetElapsedTime(_asked, now).TotalSeconds * _options.RowsPerSecond));
        _asked = now;
        return (int)_allowed;
    }

    private void Keep(string from, Batch batch, int row)
    {
        _allowed--;
        var values = new object?[batch.Schema.Count];
        for (var column = 0; column < values.Length; column++) values[column] = Cut(batch[column].Boxed(row));
        _kept.Enqueue(new TappedRow(_newest + 1, _clock.GetUtcNow(), from, batch.Schema, values, batch.Origin?.Partition(row)));
        Interlocked.Increment(ref _newest);
        if (_kept.Count > _options.Kept) _kept.Dequeue();
    }

    private object? Cut(object? value) => value is string text && text.Length > _options.LongestText ? text[.._options.LongestText] + "…" : value;
}
