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

/// <summary>
/// Takes a sample of the rows that pass some places of a pipeline: never more than it was told to, whatever flows and however
/// slowly it is read. It goes on from run to run, until it is disposed of.
/// </summary>
public sealed class Tap : IWatcher, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<TappedRow> _kept = [];
    private readonly TapOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action _close;
    private readonly Allowance _allowance;
    private long _newest;
    private long _seen;

    internal Tap(TapOptions options, TimeProvider clock, Action close)
    {
        (_options, _clock, _close, _allowance) = (options, clock, close, new Allowance(options.RowsPerSecond, clock));
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

    public void Dispose() => _close();

    public void Take(string component, Batch batch)
    {
        lock (_lock)
        {
            Interlocked.Add(ref _seen, batch.Rows);
            var many = _options.TakesFirst ? Math.Min(batch.Rows, _options.Kept - _kept.Count) : _allowance.Grant(batch.Rows);
            for (var i = 0; i < many; i++) Keep(component, batch, _options.TakesFirst ? i : (int)((long)i * batch.Rows / many));
        }
    }

    private void Keep(string from, Batch batch, int row)
    {
        _kept.Enqueue(TappedRow.Of(_newest + 1, _clock.GetUtcNow(), from, batch, row, _options.LongestText));
        Interlocked.Increment(ref _newest);
        if (_kept.Count > _options.Kept) _kept.Dequeue();
    }
}
