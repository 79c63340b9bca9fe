namespace StreamGuard.Plugins.Postgres;

/// <summary>The server cannot be asked or refused the query, or its answer cannot be used; the message holds no secret.</summary>
internal sealed class TableException(string message) : IOException(message);
