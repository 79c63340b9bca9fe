using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx;

/// <summary>Points in InfluxDB and what else takes its line protocol over HTTP.</summary>
public sealed class InfluxPlugin : IPlugin
{
    public void Register(IComponents components) => components.Sink<InfluxSinkOptions>("influx", options => new InfluxSink(options));
}
