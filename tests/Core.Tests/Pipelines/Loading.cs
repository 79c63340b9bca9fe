using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

/// <summary>Loads texts with the fake components.</summary>
internal static class Loading
{
    public static (PipelineDefinition? Pipeline, IReadOnlyList<Problem> Problems) Load(string text, Func<LoadRequest, LoadRequest>? change = null)
    {
        var problems = new Problems();
        var request = new LoadRequest("p.yaml") { ReadText = _ => text, Environment = _ => null };
        var pipeline = PipelineLoader.Load(change?.Invoke(request) ?? request, FakeComponents.Registry(), problems);
        return (pipeline, problems.All);
    }

    /// <summary>The definition of a text that must have no problem.</summary>
    public static PipelineDefinition Good(string text, Func<LoadRequest, LoadRequest>? change = null)
    {
        var (pipeline, problems) = Load(text, change);
        Assert.Equal("", string.Join('\n', problems));
        return pipeline!;
    }

    /// <summary>The only problem of a text.</summary>
    public static Problem Bad(string text, Func<LoadRequest, LoadRequest>? change = null) => Assert.Single(Load(text, change).Problems);
}
