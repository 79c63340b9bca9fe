using System.Runtime.InteropServices;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>An open database: a file, or one in memory. May be used by several connections at once.</summary>
internal sealed class Instance : IDisposable
{
    // Frugal on purpose: it writes and reads files beside a stream that needs the cores itself, so that each statement has
    // its caller's thread and no other. Nothing is fetched from the network.
    private static readonly (string Name, string Value)[] Settings =
    [
        ("threads", "1"),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("preserve_insertion_order", "true"),
        // What a statement has used goes back to the machine; otherwise as much again as is in use stays with the process.
        ("allocator_flush_threshold", "1MB"),
        ("allocator_bulk_deallocation_flush_threshold", "1MB"),
        ("allocator_background_threads", "true"),
        // A sink's files are read once, when they are committed: kept in memory they would fill it up to its limit.
        ("enable_external_file_cache", "false"),
        // What is in a store's log and not in its file yet is in memory too, and takes three times as much there.
        ("checkpoint_threshold", "8MB"),
    ];

    private nint _handle;

    /// <param name="path">A file, which is made when it is missing; <c>:memory:</c> for none.</param>
    /// <param name="temporary">Folder for what does not fit into memory; made when needed.</param>
    /// <param name="memory">How much it may take, as DuckDB writes sizes.</param>
    /// <param name="readOnly">The file must be there, and stays as it is.</param>
    /// <param name="spill">How much of the disk it may take for what does not fit into memory; null for nine tenths of what is free.</param>
    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    /// <exception cref="DuckDbException">The file cannot be opened.</exception>
    public Instance(string path, string temporary, string memory, bool readOnly = false, string? spill = null)
    {
        var config = Configure([
            .. Settings, ("memory_limit", memory), ("temp_directory", temporary), ("access_mode", readOnly ? "READ_ONLY" : "AUTOMATIC"),
            .. spill is null ? [] : new[] { ("max_temp_directory_size", spill) },
        ]);
        var state = Api.Open(path, out _handle, config, out var error);
        Api.DestroyConfig(ref config);
        if (state == 0) return;
        var message = Text(error);
        Api.Free(error);
        throw new DuckDbException(message);
    }

    public nint Handle => _handle;

    public void Dispose() => Api.Close(ref _handle);

    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "unknown error";

    private static nint Configure(IEnumerable<(string Name, string Value)> settings)
    {
        try
        {
            _ = Api.CreateConfig(out var config);
            foreach (var (name, value) in settings)
                if (Api.SetConfig(config, name, value) != 0) throw new DuckDbException($"'{value}' is no value of the setting {name}");
            return config;
        }
        catch (DllNotFoundException missing)
        {
            throw new DllNotFoundException(
                "the DuckDb plugin's native library 'duckdb' is missing: run plugins/native/fill-feed, which says why, and build again", missing);
        }
    }
}
