using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Questions;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// A store that a run writes to: opened once for all its sinks and sources, closed behind the last. One writes at a time,
/// in a transaction of its own; questions are answered beside them, each by a connection of its own.
/// </summary>
internal sealed class StoreFile(StorePaths paths, RunContext run)
{
    private const string Memory = "192MB";

    // A question must not fill the disk that the pipeline writes to.
    private const string Spill = "4GB";

    // A question to a store that nobody writes to holds it for a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _writers = new(StringComparer.OrdinalIgnoreCase);
    private StoreLock? _lock;
    private Instance? _instance;
    private Connection? _connection;
    private QuestionServer? _server;
    private int _users;

    /// <summary>The one of the run for a path.</summary>
    public static StoreFile Of(RunContext run, StorePaths paths) => run.Shared($"store {paths.File}", () => new StoreFile(paths, run));

    /// <summary>Opens it unless it is open; to be released by <see cref="Release"/>.</summary>
    /// <exception cref="IOException">It cannot be opened, or another has it.</exception>
    /// <exception cref="RetryableException">Another reads it.</exception>
    public async Task AcquireAsync(CancellationToken stop)
    {
        var began = run.Clock.GetTimestamp();
        IDisposable? turn = null;
        try
        {
            while (true)
            {
                try
                {
                    lock (_gate) Acquire();
                    return;
                }
                catch (StoreTakenException taken) when (run.Clock.GetElapsedTime(began) < Patience)
                {
                    if (taken.IsRead) turn ??= StoreLock.ComeNext(paths);
                    await Task.Delay(Pause, run.Clock, stop).ConfigureAwait(false);
                }
                catch (StoreTakenException taken) when (taken.IsRead)
                {
                    throw new RetryableException(taken.Message, taken);
                }
            }
        }
        finally
        {
            turn?.Dispose();
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_users > 0) return;
            _server?.Dispose();
            Close();
            _lock?.Dispose();
            (_server, _lock) = (null, null);
            _writers.Clear();
        }
    }

    /// <summary>Makes a table a sink's own in this run.</summary>
    /// <exception cref="IOException">Another sink writes to it.</exception>
    public void Claim(string table, string sink)
    {
        lock (_gate)
            if (!_writers.TryAdd(table, sink) && _writers[table] != sink)
                throw new IOException($"sinks '{_writers[table]}' and '{sink}' both write to the table '{table}' of '{paths.File}': give each its own");
    }

    /// <summary>Writes in a transaction; durable when this returns, and nothing is written where it throws.</summary>
    /// <exception cref="RetryableException">What stood in the way may pass: the disk is full, or memory.</exception>
    /// <exception cref="IOException">Anything else.</exception>
    public void Write(Action<Connection> work) => WriteFailure.Named<object?>($"write to the store '{paths.File}'", () =>
    {
        lock (_gate) Transact(work);
        return null;
    });

    /// <summary>A connection of its own, to read by; to be disposed of before the store is released.</summary>
    public Connection Connect() => Connect(_ => { });

    /// <summary>The same, and tells of it before the store can be closed.</summary>
    private Connection Connect(Action<Connection> opened)
    {
        lock (_gate)
        {
            if (_instance is null) throw new QueryException("the store is being opened again, or closed: ask in a moment", isRefused: false);
            var connection = new Connection(_instance);
            opened(connection);
            return connection;
        }
    }

    private void Acquire()
    {
        if (_users == 0) Begin();
        _users++;
    }

    private void Begin()
    {
        try
        {
            Durable.MakeFolder(Path.GetDirectoryName(paths.Lock)!);
            _lock = StoreLock.ToWrite(paths, $"pipeline '{run.Pipeline}' (process {Environment.ProcessId})");
            Open();
            _server = QuestionServer.Start(paths, run, Connect);
        }
        catch
        {
            Close();
            _lock?.Dispose();
            _lock = null;
            throw;
        }
    }

    private void Open()
    {
        try
        {
            _instance = new Instance(paths.File, paths.Spill, Memory, spill: Spill);
            _connection = new Connection(_instance);
            // From here on no statement reaches a file but the store's own and, to read, what the pipeline writes as Parquet.
            Confinement.Apply(_connection, run.Tables.Values);
        }
        catch (DuckDbException failed)
        {
            throw StoreFailure.Opening(paths, failed);
        }

        Durable.Flush([], [paths.Folder]);
    }

    private void Close()
    {
        _connection?.Dispose();
        _instance?.Dispose();
        (_connection, _instance) = (null, null);
    }

    private void Transact(Action<Connection> work)
    {
        // Closed by a failure that left it unusable.
        if (_connection is null) Open();
        var connection = _connection!;
        try
        {
            connection.Run("BEGIN");
            work(connection);
            FaultPoints.Reach("store.commit.before");
            connection.Run("COMMIT");
            FaultPoints.Reach("store.commit.after");
        }
        catch (Exception failed)
        {
            Undo(connection);
            var isOutOfMemory = StoreFailure.IsOutOfMemory(failed);
            // What questions have taken, of memory or of the disk, the writer may need: they give way.
            if (isOutOfMemory || WriteFailure.IsDiskFull(failed)) _server?.InterruptAll();
            if (!isOutOfMemory) throw;
            throw new RetryableException($"cannot write to the store '{paths.File}': {failed.Message}", failed);
        }

        // The log beside the file may be new.
        Durable.Flush([], [paths.Folder]);
    }

    private void Undo(Connection connection)
    {
        try
        {
            connection.Run("ROLLBACK");
            connection.Run("SELECT 1");
        }
        catch (DuckDbException)
        {
            // It takes no more statements after such a failure, a full disk say; what it had committed is in the file. The
            // next attempt opens it again.
            _server?.Pause();
            Close();
        }
    }
}
