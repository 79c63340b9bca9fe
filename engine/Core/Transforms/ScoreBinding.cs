using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>What planning finds out about the bundles of a <c>score</c>: nothing of a model is loaded.</summary>
internal static class ScoreBinding
{
    /// <summary>Reads the bundle that an option names, and sees whether its features are there; null when there was an error, which has been reported.</summary>
    public static Bundle? Read(TransformBinding binding, string option, string path)
    {
        var problems = new Problems();
        var bundle = Read(path, binding.At(option), problems);
        var features = bundle is null ? null : FeatureColumns.Bind(bundle, binding.Input, binding.At(option), problems);
        if (bundle is not null && binding.ModelFormat(bundle.Options.Model.Format) is null)
            problems.Error(ProblemCodes.ModelFormatUnknown, bundle.FormatAt, $"nothing here reads models of the format '{bundle.Options.Model.Format}'.", FormatHint(bundle.Options.Model.Format, binding.ModelFormatNames));
        foreach (var problem in problems.All)
        {
            if (problem.Severity == Severity.Error) binding.Error(problem.Code, problem.Location, problem.Message, problem.Hint);
            else binding.Warning(problem.Code, option, problem.Message, problem.Hint);
        }

        return features is null || problems.HasErrors ? null : bundle;
    }

    /// <summary>The columns added are new; when one is not, it has been reported.</summary>
    public static bool AddsNewNames(TransformBinding binding, ScoreColumns columns)
    {
        if (columns.Fields.FirstOrDefault(field => binding.Input.IndexOf(field.Name) >= 0) is not { } twice) return true;
        binding.Error(ProblemCodes.ColumnTwice, $"emit.{twice.Name}", $"score adds a column '{twice.Name}' that is there already.", "Give it another name in emit.");
        return false;
    }

    /// <summary>There are versions to follow where that is asked for; when there are none, it has been reported.</summary>
    public static bool CanReload(TransformBinding binding, ScoreOptions options)
    {
        if (options.Reload is null || ModelFolder.HasVersions(options.Model)) return true;
        binding.Error(ProblemCodes.ReloadWithoutVersions, "reload", $"'{options.Model}' is one bundle: there is nothing to reload.", $"Make '{options.Model}' a folder of versions, say 1 and 2, with a file LATEST that names one; or leave reload out.");
        return false;
    }

    private static Bundle? Read(string path, Location at, Problems problems)
    {
        try
        {
            return BundleReader.Read(ModelFolder.Resolve(path).Folder, problems);
        }
        catch (BundleFileException error)
        {
            problems.Error(ProblemCodes.BundleMissing, at, $"{error.Message}.", "Give a folder with a bundle.yaml, or one with versions and a file LATEST.");
            return null;
        }
    }

    private static string FormatHint(string name, IReadOnlyList<string> known) =>
        name == "onnx" ? "It comes with the plugin Onnx: build or install plugins/Onnx." :
        name is "k-means" or "robust-z" or "ensemble" ? "It comes with the plugin Detectors: build or install plugins/Detectors." : NearMatch.Hint(name, known) ?? "Install a plugin that does.";
}
