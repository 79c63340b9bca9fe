using StreamGuard.Contracts;
using StreamGuard.Core.Models.Trees.IsolationForest;
using StreamGuard.Core.Models.Trees.XGBoost;

namespace StreamGuard.Core.Models;

/// <summary>The formats of models that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Model(new XGBoostFormat());
        components.Model(new IsolationForestFormat());
    }
}
