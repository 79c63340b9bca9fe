using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines;

/// <summary>A YAML file that is one record of options, such as the host's: read as pipeline files are, with variables and located problems.</summary>
public static class OptionsFile
{
    /// <summary>The record and the places of what is in it; null when there are problems, which have been reported.</summary>
    /// <param name="request">The file, and where variables come from; profile and overrides are for pipelines.</param>
    /// <param name="what">What the file is, in problems: "a host file".</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <typeparam name="T">The record; an empty file gives its defaults.</typeparam>
    public static BoundOptions? Load<T>(LoadRequest request, string what, Problems problems) where T : class
    {
        if (PipelineText.Read(request, problems, what) is not { } text) return null;
        var syntax = new Problems();
        var tree = YamlReader.Read(request.File, text, syntax);
        foreach (var problem in syntax.All) problems.Add(problem);
        if (syntax.HasErrors) return null;

        var start = new Location(request.File, 1, 1);
        if (tree is not (null or MapNode or { IsNull: true }))
        {
            problems.Error(ProblemCodes.WrongType, tree.At, $"{char.ToUpperInvariant(what[0])}{what[1..]} must be a map of options, got {tree.Describe()}.");
            return null;
        }

        var substituted = new Variables(request.Variable, problems).Substitute(tree ?? new MapNode(start, []));
        return new OptionsBinder("", what, problems).Bind(typeof(T), substituted, start);
    }
}
