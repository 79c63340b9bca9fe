using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;

namespace StreamGuard.Plugins.DuckDb;

/// <summary>Parquet files, written and read by DuckDB's library in this process.</summary>
public sealed class DuckDbPlugin : IPlugin
{
    public void Register(IComponents components)
    {
        components.Source<ParquetSourceOptions>("parquet", options => new ParquetSource(options));
        components.Sink<ParquetSinkOptions>("parquet", options => new ParquetSink(options));
    }
}
