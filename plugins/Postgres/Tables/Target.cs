using Npgsql;

namespace StreamGuard.Plugins.Postgres.Tables;

/// <summary>The server that a connection string names. What it prints of itself is where it is, never who asks and how.</summary>
internal sealed class Target
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <exception cref="TableException">It is no connection string; none of it is repeated, since any of it may be a secret.</exception>
    public Target(string connection)
    {
        try
        {
            _settings = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or NotSupportedException or InvalidCastException)
        {
            throw new TableException("the connection string under 'postgres' cannot be read; write Host=…;Database=…;Username=…;Password=… of Npgsql's keys, a value with a semicolon in quotes");
        }

        if (string.IsNullOrEmpty(_settings.Host)) throw new TableException("the connection string under 'postgres' has no Host");
        _settings.ApplicationName ??= "streamguard";
        // A table is read now and then: a connection kept open until then is in the way of whoever stops the server.
        _settings.Pooling = false;
        _settings.Enlist = false;
        // A server's details quote rows, and parameters would be those of somebody else's table.
        _settings.IncludeErrorDetail = false;
        _settings.PersistSecurityInfo = false;
    }

    /// <summary>For a driver's eyes only: it holds the secrets.</summary>
    public string ConnectionString => _settings.ConnectionString;

    /// <summary>Where it is, in words.</summary>
    public string Words => $"PostgreSQL at {_settings.Host}:{_settings.Port}";

    /// <summary>How long an answer may take, in seconds; 0 for as long as it likes.</summary>
    public int CommandTimeout => _settings.CommandTimeout;

    /// <summary>A message of others, with secrets masked should they stand in it.</summary>
    public string Mask(string message)
    {
        foreach (var secret in (string?[])[_settings.Password, _settings.SslPassword])
            if (!string.IsNullOrEmpty(secret)) message = message.Replace(secret, "***", StringComparison.Ordinal);
        return message;
    }
}
