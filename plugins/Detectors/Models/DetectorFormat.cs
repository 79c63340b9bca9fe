using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>
/// The model formats <c>k-means</c>, <c>robust-z</c> and <c>ensemble</c>: JSON with <c>kind</c> (the format), <c>features</c> (names),
/// <c>threshold</c> and a map a detector: <c>kmeans</c>, <c>robust</c> and, in an ensemble, <c>forest</c>, whose <c>model</c> is what
/// the format <c>isolation-forest</c> reads.
/// </summary>
internal sealed class DetectorFormat(string name) : IModelFormat
{
    public const string KMeans = "k-means";
    public const string RobustZ = "robust-z";
    public const string Ensemble = "ensemble";

    public string Name => name;

    public IModel Load(ModelFile file, ModelOptions options) => Load(file, options, _ => null);

    public IModel Load(ModelFile file, ModelOptions options, Func<string, IModelFormat?> formats)
    {
        var called = Path.GetFileName(file.Path);
        try
        {
            using var document = JsonDocument.Parse(file.Bytes);
            return new DetectorModel(new DetectorReader(document.RootElement, name, file.Path, options, formats).Read());
        }
        catch (JsonException broken)
        {
            throw new ModelException($"{called}: it is no JSON, or cut off: {broken.Message}", broken);
        }
        catch (ModelException refused)
        {
            throw new ModelException($"{called}: {refused.Message}.", refused);
        }
    }
}
