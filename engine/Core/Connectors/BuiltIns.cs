using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>The connectors that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Source<FileSourceOptions>("file", options => new FileSource(options));
        components.Source<SimulateOptions>("simulate", options => new SimulateSource(options));
        components.Source<StdinOptions>("stdin", _ => new StdinSource());
        components.Sink<FileSinkOptions>("file", options => new FileSink(options));
        components.Sink<ConsoleOptions>("console", options => new ConsoleSink(options));
    }
}
