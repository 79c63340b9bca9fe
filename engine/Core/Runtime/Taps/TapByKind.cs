using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>How much a tap by kind takes.</summary>
/// <param name="Kind">What kind of row it is.</param>
/// <param name="RowsPerSecond">At most so many of each kind.</param>
/// <param name="Kept">So many of the newest of each kind are kept.</param>
/// <param name="Kinds">So many kinds are told apart; rows of further ones are not kept.</param>
public sealed record TapByKindOptions(Func<Batch, int, string> Kind, int RowsPerSecond, int Kept, int Kinds)
{
    /// <summary>Texts are cut to so many characters.</summary>
    public int LongestText { get; init; } = 4000;
}

/// <summary>
/// Keeps the newest rows of each kind that pass, so that a flood of one kind does not wash away the others. It never keeps more
/// than it was told to, and looks at no more than so many rows of a batch, spread over it.
/// </summary>
public sealed class TapByKind(TapByKindOptions options, TimeProvider clock) : IWatcher
{
    private const int MostLooks = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Allowance Allowance, Queue<TappedRow> Rows)> _kinds = [];
    private long _newest;
    private long _seen;

    /// <summary>Rows that passed, kept or not.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Rows that are kept and newer than one that is known, the oldest first.</summary>
    public IReadOnlyList<TappedRow> After(long id)
    {
        lock (_lock) return [.. _kinds.Values.SelectMany(kind => kind.Rows).Where(row => row.Id > id).OrderBy(row => row.Id)];
    }

    public void Take(string component, Batch batch)
    {
        lock (_lock)
        {
            Interlocked.Add(ref _seen, batch.Rows);
            var looks = Math.Min(batch.Rows, MostLooks);
            for (var i = 0; i < looks; i++) Take(component, batch, (int)((long)i * batch.Rows / looks));
        }
    }

    private void Take(string component, Batch batch, int row)
    {
        var name = options.Kind(batch, row);
        if (!_kinds.TryGetValue(name, out var kind))
        {
            if (_kinds.Count == options.Kinds) return;
            _kinds[name] = kind = (new Allowance(options.RowsPerSecond, clock), []);
        }

        if (kind.Allowance.Grant(1) == 0) return;
        kind.Rows.Enqueue(TappedRow.Of(++_newest, clock.GetUtcNow(), component, batch, row, options.LongestText));
        if (kind.Rows.Count > options.Kept) kind.Rows.Dequeue();
    }
}
