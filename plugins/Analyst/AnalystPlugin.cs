using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst;

/// <summary>Alerts explained by a language model.</summary>
public sealed class AnalystPlugin : IPlugin
{
    public void Register(IComponents components) => components.Transform<AnalyzeOptions>("analyze", options => new Analyze(options));
}
