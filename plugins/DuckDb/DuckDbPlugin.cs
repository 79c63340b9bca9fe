using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Questions;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tables;

namespace StreamGuard.Plugins.DuckDb;

/// <summary>Parquet files and stores, written, read and asked by DuckDB's library in this process.</summary>
public sealed class DuckDbPlugin : IPlugin
{
    public void Register(IComponents components)
    {
        components.Source<ParquetSourceOptions>("parquet", options => new ParquetSource(options));
        components.Sink<ParquetSinkOptions>("parquet", options => new ParquetSink(options));
        components.Source<StoreSourceOptions>("store", options => new StoreSource(options));
        components.Sink<StoreSinkOptions>("store", options => new StoreSink(options));
        components.Queries(new QueryEngine());
        components.Table(new ParquetTable());
        components.Table(new SqlTable());
    }
}
