using StreamGuard.Contracts;
using StreamGuard.Plugins.Detectors.Fitting;
using StreamGuard.Plugins.Detectors.Models;

namespace StreamGuard.Plugins.Detectors;

/// <summary>Detectors of anomalies that learn from rows without labels: isolation forest, k-means, robust z-scores, and all together.</summary>
public sealed class DetectorsPlugin : IPlugin
{
    public void Register(IComponents components)
    {
        components.Transform<FitOptions>("fit", options => new Fit(options));
        components.Model(new DetectorFormat(DetectorFormat.KMeans));
        components.Model(new DetectorFormat(DetectorFormat.RobustZ));
        components.Model(new DetectorFormat(DetectorFormat.Ensemble));
    }
}
