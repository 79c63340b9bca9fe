using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Loads a pipeline file: YAML to a located tree, the profile and the overrides merged in, variables substituted, and
/// everything bound to option records.
/// </summary>
public static class PipelineLoader
{
    /// <summary>
    /// Never throws for a bad file: every problem is collected. Null only when nothing could be made of the file; else
    /// the definition leaves out what could not be bound, and names it in <see cref="PipelineDefinition.Broken"/>.
    /// </summary>
    public static PipelineDefinition? Load(LoadRequest request, Registry registry, Problems problems)
    {
        if (PipelineText.Read(request, problems) is not { } text) return null;
        var syntax = new Problems();
        var tree = YamlReader.Read(request.File, text, syntax);
        foreach (var problem in syntax.All) problems.Add(problem);
        if (tree is null or { IsNull: true })
        {
            if (!syntax.HasErrors) problems.Error(ProblemCodes.EmptyFile, new Location(request.File, 1, 1), "The file is empty.", "Begin with 'pipeline: name'.");
            return null;
        }

        if (tree is not MapNode root)
        {
            problems.Error(ProblemCodes.WrongType, tree.At, $"A pipeline file must be a map, got {tree.Describe()}.", "Begin with 'pipeline: name'.");
            return null;
        }

        return Bind(request, root, registry, problems);
    }

    private static PipelineDefinition? Bind(LoadRequest request, MapNode root, Registry registry, Problems problems)
    {
        root = FileKeys.Right(root, FileOptions.Keys, "a pipeline file", problems);
        var merged = new Profiles(registry, problems).Apply(root, request.Profile);
        merged = new Overrides(registry, problems).Apply(merged, request.Set);
        var substituted = (MapNode)new Variables(request.Variable, problems).Substitute(merged);
        return new PipelineBinder(request.File, registry, problems).Bind(substituted) with { Named = new Includes(request, problems).Read(substituted) };
    }
}
