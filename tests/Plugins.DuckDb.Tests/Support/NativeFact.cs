using System.Runtime.InteropServices;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>A fact about DuckDB, skipped on a machine where its library could not be had.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    private static readonly bool IsThere = NativeLibrary.TryLoad("duckdb", typeof(Api).Assembly, null, out _);

    public NativeFactAttribute()
    {
        if (!IsThere) Skip = "the native library 'duckdb' is not there: plugins/native/fill-feed says why";
    }
}
