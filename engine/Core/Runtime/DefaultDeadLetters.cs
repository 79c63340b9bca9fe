using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime;

/// <summary>Where dead letters go when the file does not say: JSON lines in <c>data/&lt;pipeline&gt;.dead/</c>.</summary>
public static class DefaultDeadLetters
{
    /// <summary>The folder they are in.</summary>
    public static string PathOf(Plan plan) => $"data/{plan.Name}.dead/";

    /// <summary>The sink that writes them.</summary>
    public static ComponentDefinition For(Plan plan, Registry registry)
    {
        var start = new Location(plan.File, 1, 1);
        return new ComponentDefinition
        {
            Name = "dead_letters",
            Location = start,
            Type = registry.Find(Role.Sink, "file") ?? throw new InvalidOperationException("Core has no sink 'file'"),
            Options = new BoundOptions(new FileSinkOptions { Path = PathOf(plan) }, new Dictionary<string, Location> { [""] = start }),
        };
    }
}
