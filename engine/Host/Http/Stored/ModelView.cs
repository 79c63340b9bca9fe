using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace StreamGuard.Host.Http.Stored;

/// <summary>A model.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Latest">The version that LATEST names; left out where there are no versions.</param>
/// <param name="Versions">Those there are; of a bundle without versions its own.</param>
/// <param name="Uses">Which pipelines of the host score with it.</param>
/// <param name="Problem">Why its versions cannot be told; left out when they can.</param>
internal sealed record ModelView(string Name, string? Latest, IReadOnlyList<ModelVersionView> Versions, IReadOnlyList<ModelUse> Uses, string? Problem)
{
    /// <summary>Where it is.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    /// <summary>It is a folder of versions.</summary>
    [JsonIgnore]
    public bool HasVersions { get; init; }
}

/// <summary>A version of a model.</summary>
/// <param name="Version">What it is asked for by.</param>
/// <param name="Bundle">Its name as its bundle.yaml has it; left out where that cannot be read.</param>
/// <param name="Sha256">Of the model's file.</param>
/// <param name="Latest">It is the one that LATEST names, or the only one.</param>
/// <param name="Problem">What is wrong with its bundle.yaml; left out when nothing is.</param>
internal sealed record ModelVersionView(string Version, string? Bundle, string? Sha256, bool Latest, string? Problem);

/// <summary>A transform score of a pipeline.</summary>
/// <param name="Pipeline">Whose.</param>
/// <param name="Component">Its name.</param>
/// <param name="Shadow">The model only runs beside the one in force.</param>
/// <param name="Version">What it scores with now, name and version; left out before it has begun.</param>
internal sealed record ModelUse(string Pipeline, string Component, bool Shadow, string? Version);

/// <summary>What a version of a model says of itself.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">The version's.</param>
/// <param name="Manifest">Its bundle.yaml: features, scaler, score, threshold and, where its maker has written them, notes on how it was trained and how good it is.</param>
/// <param name="Files">What its folder holds.</param>
internal sealed record ModelManifestView(string Model, string Version, JsonNode? Manifest, IReadOnlyList<SetFile> Files);
