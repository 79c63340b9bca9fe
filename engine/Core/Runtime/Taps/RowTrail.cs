using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>
/// Keeps the last batches that passed a place, to say later what came before something. They are held and not copied, so that
/// it costs next to nothing while nobody asks; how much is held is bounded in rows and in batches. Of what comes faster than
/// <see cref="RowsPerSecond"/> it holds the newest batch and some before it: to hold on to all would keep their buffers from
/// being used again while they are in the processor's cache.
/// </summary>
public sealed class RowTrail(TimeProvider clock) : IWatcher
{
    /// <summary>Rows held at most, or one batch.</summary>
    public const int MostRows = 8192;

    /// <summary>Slower streams are held without a gap.</summary>
    public const int RowsPerSecond = 20_000;

    private const int MostBatches = 512;
    private const int LongestText = 200;

    private readonly Lock _lock = new();
    private readonly Queue<(string Component, Batch Batch)> _held = [];
    private readonly Allowance _allowance = new(RowsPerSecond, clock);
    private (string Component, Batch Batch)? _newest;
    private int _rows;

    public void Take(string component, Batch batch)
    {
        lock (_lock)
        {
            _newest?.Batch.Release();
            _newest = null;
            batch.Retain();
            if (!_allowance.GrantAll(batch.Rows))
            {
                _newest = (component, batch);
                return;
            }

            _held.Enqueue((component, batch));
            _rows += batch.Rows;
            while (_held.Count > 1 && (_rows > MostRows || _held.Count > MostBatches)) Drop();
        }
    }

    /// <summary>The last rows that meet a condition, the oldest first.</summary>
    /// <param name="most">How many.</param>
    /// <param name="matches">Whether a row of a batch is meant.</param>
    public IReadOnlyList<TappedRow> Last(int most, Func<Batch, int, bool> matches)
    {
        var found = new List<TappedRow>();
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            foreach (var (component, batch) in _newest is { } newest ? _held.Reverse().Prepend(newest) : _held.Reverse())
                for (var row = batch.Rows - 1; row >= 0 && found.Count < most; row--)
                    if (matches(batch, row)) found.Add(TappedRow.Of(most - found.Count, now, component, batch, row, LongestText));
        }

        found.Reverse();
        return found;
    }

    /// <summary>Lets go of what it holds.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_held.Count > 0) Drop();
            _newest?.Batch.Release();
            _newest = null;
        }
    }

    private void Drop()
    {
        var (_, batch) = _held.Dequeue();
        _rows -= batch.Rows;
        batch.Release();
    }
}
