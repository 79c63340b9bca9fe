using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>
/// The model format <c>xgboost</c>: what <c>save_model("model.json")</c> or <c>save_model("model.ubj")</c> writes, scored
/// without XGBoost and equal to its answer to the last bit. The input is <c>features</c>, a missing one is NaN; the outputs
/// are <c>prediction</c> as XGBoost's <c>predict</c> gives it, and <c>margin</c>, before the objective's transformation.
/// Where the file tells a best iteration, trees after it are left out, as XGBoost's scikit-learn classes do.
/// </summary>
internal sealed class XGBoostFormat : IModelFormat
{
    public string Name => "xgboost";

    public IModel Load(ModelFile file, ModelOptions options)
    {
        var name = Path.GetFileName(file.Path);
        try
        {
            using var document = ModelDocument.Open(file.Bytes);
            return XGBoostReader.Read(document.RootElement);
        }
        catch (ModelException refused)
        {
            throw new ModelException($"{name}: {refused.Message}.", refused);
        }
    }
}
