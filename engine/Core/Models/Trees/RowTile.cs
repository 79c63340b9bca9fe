using System.Runtime.Intrinsics;

namespace StreamGuard.Core.Models.Trees;

/// <summary>
/// Rows as the walk wants them: for each feature the values of <see cref="Lanes"/> rows side by side, twice. Where a value
/// is missing (NaN) the first has infinity, which no threshold is above, and the second minus infinity, which goes left:
/// so a node's own way for missing values costs nothing but the choice between the two when the model is loaded.
/// </summary>
internal static class RowTile
{
    /// <summary>Rows of a tile.</summary>
    public const int Lanes = 8;

    /// <summary>Where the values of a feature begin.</summary>
    public static int Place(int feature, bool missingLeft) => ((feature * 2) + (missingLeft ? 1 : 0)) * Lanes;

    /// <summary>Floats of a tile.</summary>
    public static int Size(int features) => features * 2 * Lanes;

    /// <summary>Fills a tile from rows of so many features; lanes without a row keep what they had.</summary>
    public static unsafe void Fill(float* rows, int count, int features, float* tile)
    {
        for (var lane = 0; lane < count; lane++)
        {
            var row = rows + ((long)lane * features);
            for (var feature = 0; feature < features; feature++) tile[(feature * 2 * Lanes) + lane] = row[feature];
        }

        for (var feature = 0; feature < features; feature++)
        {
            var right = tile + (feature * 2 * Lanes);
            var values = Vector256.Load(right);
            var isThere = Vector256.Equals(values, values);
            Vector256.ConditionalSelect(isThere, values, Vector256.Create(float.PositiveInfinity)).Store(right);
            Vector256.ConditionalSelect(isThere, values, Vector256.Create(float.NegativeInfinity)).Store(right + Lanes);
        }
    }
}
