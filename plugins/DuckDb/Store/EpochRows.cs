using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Parquet;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// The rows of an epoch: the newest in memory, the older ones in files of the run's folder. While some are brought to a file
/// in the background, others are taken; they wait only where that is slower than they come.
/// </summary>
internal sealed class EpochRows : IDisposable
{
    // Of two that take turns.
    private const long MostInMemory = 8 << 20;

    private readonly List<string> _files = [];
    private readonly Connection _second;
    private readonly string _doing;
    private PendingRows _taking;
    private PendingRows _leaving;
    private Task _spilling = Task.CompletedTask;
    private long _rows;

    /// <param name="database">Of this alone, but for connections of others.</param>
    /// <param name="schema">Of the rows.</param>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="doing">What cannot be done where a file cannot be written.</param>
    public EpochRows(Database database, Schema schema, RunFolder folder, string doing)
    {
        (_doing, _second) = (doing, database.Another());
        _taking = new PendingRows(database, schema, folder, nameof(ParquetCompression.Snappy), "odd", MostInMemory);
        _leaving = new PendingRows(_second, schema, folder, nameof(ParquetCompression.Snappy), "even", MostInMemory);
    }

    /// <summary>Rows since the last <see cref="TakeAsync"/>.</summary>
    public long Rows => _rows + _taking.Rows + _leaving.Rows;

    /// <exception cref="RetryableException">The disk is full, and none of the rows was taken.</exception>
    public async ValueTask AddAsync(Batch batch)
    {
        if (_taking.IsFull) await TurnAsync().ConfigureAwait(false);
        WriteFailure.Named<object?>(_doing, () =>
        {
            _taking.Add(batch);
            return null;
        });
    }

    /// <summary>Brings all rows to files, durable when this returns, and forgets them: gives the files in order.</summary>
    /// <exception cref="RetryableException">The disk is full; to be called again.</exception>
    public async Task<IReadOnlyList<string>> TakeAsync()
    {
        await TurnAsync().ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
        string[] files = [.. _files];
        _files.Clear();
        _rows = 0;
        return files;
    }

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        _ = Task.WaitAny(_spilling);
        _taking.Dispose();
        _leaving.Dispose();
        _second.Dispose();
    }

    private async Task TurnAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        (_taking, _leaving) = (_leaving, _taking);
        _spilling = SpillAsync();
    }

    /// <summary>Those that leave are in their file; where that has failed it is tried again.</summary>
    private async Task SettleAsync()
    {
        if (_spilling.IsFaulted) _spilling = SpillAsync();
        await _spilling.ConfigureAwait(false);
        _rows += _leaving.Rows;
        _files.AddRange(_leaving.Clear());
    }

    private Task SpillAsync()
    {
        var leaving = _leaving;
        return Background.RunAsync(() => WriteFailure.Named<object?>(_doing, () =>
        {
            leaving.Spill();
            return null;
        }));
    }
}
