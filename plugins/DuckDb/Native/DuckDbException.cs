namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>DuckDB refused a statement or failed in it; the message is its own, without the kind in front.</summary>
internal sealed class DuckDbException(string message) : IOException(message);
