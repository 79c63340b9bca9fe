using System.Runtime.InteropServices;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Tests.Support;

/// <summary>A fact about DuckDB, skipped on a machine where its library could not be had.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    internal static readonly bool IsThere = NativeLibrary.TryLoad("duckdb", typeof(Api).Assembly, null, out _);

    internal const string Missing = "the native library 'duckdb' is not there: plugins/native/fill-feed says why";

    public NativeFactAttribute()
    {
        if (!IsThere) Skip = Missing;
    }
}

/// <summary>The same for theories.</summary>
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    public NativeTheoryAttribute()
    {
        if (!NativeFactAttribute.IsThere) Skip = NativeFactAttribute.Missing;
    }
}
