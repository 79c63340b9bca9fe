using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>A store that is open to be read: by a connection of the run that writes to it, or as a file that stays as it is.</summary>
internal sealed class ReadableStore : IDisposable
{
    private const string Memory = "1GB";

    private readonly Action _close;

    private ReadableStore(Connection connection, Action close) => (Connection, _close) = (connection, close);

    public Connection Connection { get; }

    /// <summary>Opens it for a source of a run.</summary>
    public static async Task<ReadableStore> OpenAsync(StorePaths paths, RunContext run, CancellationToken stop)
    {
        if (!run.Tables.Values.Any(table => table.Table is not null && table.Path == paths.File)) return Open(paths, []);
        var file = StoreFile.Of(run, paths);
        await file.AcquireAsync(stop).ConfigureAwait(false);
        var connection = file.Connect();
        return new ReadableStore(connection, () =>
        {
            connection.Dispose();
            file.Release();
        });
    }

    /// <summary>Opens it read only, beside others who do so.</summary>
    /// <param name="paths">Of the store.</param>
    /// <param name="tables">What else may be read: those that are Parquet.</param>
    /// <exception cref="StoreTakenException">Somebody writes to it.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static ReadableStore Open(StorePaths paths, IEnumerable<QueryTable> tables)
    {
        if (!File.Exists(paths.File)) throw new FileNotFoundException($"there is no store '{paths.File}'");
        var taken = StoreLock.ToRead(paths);
        try
        {
            return Open(paths.File, readOnly: true, tables, taken);
        }
        catch (DuckDbException failed)
        {
            taken?.Dispose();
            throw StoreFailure.Opening(paths, failed);
        }
        catch
        {
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>No store: only what is Parquet.</summary>
    public static ReadableStore Nothing(IEnumerable<QueryTable> tables) => Open(":memory:", readOnly: false, tables, null);

    public void Dispose() => _close();

    private static ReadableStore Open(string path, bool readOnly, IEnumerable<QueryTable> tables, StoreLock? taken)
    {
        var spill = Directory.CreateTempSubdirectory("streamguard-").FullName;
        try
        {
            var connection = new Connection(new Instance(path, spill, Memory, readOnly), owns: true);
            Confinement.Apply(connection, tables);
            return new ReadableStore(connection, () =>
            {
                connection.Dispose();
                taken?.Dispose();
                Directory.Delete(spill, recursive: true);
            });
        }
        catch
        {
            Directory.Delete(spill, recursive: true);
            throw;
        }
    }
}
