using System.Collections.Immutable;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>What a bundle.yaml says, checked in itself. Nothing of the model is loaded.</summary>
internal sealed record Bundle
{
    /// <summary>The folder, as given.</summary>
    public required string Folder { get; init; }

    public required BundleOptions Options { get; init; }

    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>What stands for a null; null where nothing does.</summary>
    public required double? Missing { get; init; }

    /// <summary>Null where features are not scaled.</summary>
    public required Scaler? Scaler { get; init; }

    public required IReadOnlyList<TensorInfo> Inputs { get; init; }

    public required IReadOnlyList<OutputInfo> Outputs { get; init; }

    public required Threshold? Threshold { get; init; }

    /// <summary>Every file whose hash the bundle tells.</summary>
    public required IReadOnlyList<NamedFile> Files { get; init; }

    /// <summary>Names of the files with golden rows that the bundle names.</summary>
    public required IReadOnlyList<string> Golden { get; init; }

    /// <summary>SHA-256 of bundle.yaml: two bundles with the same say the same.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where the model's format is named.</summary>
    public required Location FormatAt { get; init; }

    /// <summary>Place of bundle.yaml.</summary>
    public required Location Location { get; init; }

    public string Version => Options.Version;

    /// <summary>What decides on the answers, as 32 hexadecimal digits: notes may change without making another model of it.</summary>
    public string Identity => Planning.StateFingerprint.Of(
    [
        Options.Name, Version, Options.Model.Sha256, Options.Scaler.Sha256, Planning.StateFingerprint.Text(Scaler), Planning.StateFingerprint.Text(Threshold),
        $"{Options.Score.Kind} {Missing}", .. Features.Select(feature => $"{feature.Name}={feature.Expression ?? string.Join('|', feature.Columns)}"),
        .. Outputs.Select(output => $"{output.Tensor.Name} {output.Column} {output.IsNegated}"),
    ]);

    public bool HasScore => Options.Score.Kind != ScoreKind.Class;

    /// <summary>The output that the score is made of; the first one where there is no score.</summary>
    public OutputInfo ScoreOutput => Outputs[0];
}

/// <summary>A feature: a column's name, or an expression.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Names its column may have, the first that is there; empty when there is an expression.</param>
/// <param name="Expression">Over the columns; null for a column.</param>
/// <param name="At">Where it is written.</param>
internal sealed record Feature(string Name, ImmutableArray<string> Columns, string? Expression, Location At);

/// <summary>Mean and scale of each feature.</summary>
/// <param name="Mean">Of each feature, in order.</param>
/// <param name="Scale">What the difference from the mean is divided by.</param>
/// <param name="NamesFeatures">The scaler's file names its features, and their order is that of the bundle.</param>
internal sealed record Scaler(double[] Mean, double[] Scale, bool NamesFeatures);

/// <summary>An output as the bundle has it.</summary>
internal sealed record OutputInfo(TensorInfo Tensor, int? Column, bool IsNegated, IReadOnlyList<string> Classes);

/// <summary>A file and the hash that the bundle tells.</summary>
/// <param name="Name">Its path in the bundle's folder.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
/// <param name="Bytes">Its length; null where that is not told.</param>
/// <param name="At">Where it is named.</param>
internal sealed record NamedFile(string Name, string Sha256, long? Bytes, Location At);

/// <summary>When a score is an anomaly.</summary>
internal sealed record Threshold(double Value, Comparison Comparison)
{
    /// <summary>False for NaN.</summary>
    public bool IsMet(double score) => Comparison switch
    {
        Comparison.Above => score > Value,
        Comparison.AtLeast => score >= Value,
        Comparison.Below => score < Value,
        _ => score <= Value,
    };

    /// <summary>Reads <c>score &gt; threshold</c>; null when it is none of the four.</summary>
    public static Comparison? Parse(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter))) switch
    {
        "score>threshold" => Comparison.Above,
        "score>=threshold" => Comparison.AtLeast,
        "score<threshold" => Comparison.Below,
        "score<=threshold" => Comparison.AtMost,
        _ => null,
    };
}

/// <summary>How a score is compared with the threshold.</summary>
internal enum Comparison
{
    Above,
    AtLeast,
    Below,
    AtMost,
}
