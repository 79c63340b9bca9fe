using StreamGuard.Contracts;
using StreamGuard.Plugins.Postgres.Tables;

namespace StreamGuard.Plugins.Postgres;

/// <summary>Tables of lookups that are asked of PostgreSQL.</summary>
public sealed class PostgresPlugin : IPlugin
{
    public void Register(IComponents components) => components.Table(new PostgresTable());
}
