using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Host;

/// <summary>A pipeline file as far as it can be brought without opening anything, and the components it is made of.</summary>
internal sealed record Planned(Plan Plan, Registry Registry)
{
    /// <summary>Loads and plans a file; null when it has errors.</summary>
    public static Planned? Of(LoadRequest request, string? plugins, Problems problems) => Of(request, Installed.Registry(plugins), problems);

    /// <summary>The same with components that are loaded already: a running pipeline goes on by the plan.</summary>
    public static Planned? Of(LoadRequest request, Registry registry, Problems problems)
    {
        // Errors of another file, when several are checked, must not hide this one's plan.
        var own = new Problems();
        var plan = PipelineLoader.Load(request, registry, own) is { } definition
            ? Planner.Plan(definition, registry, TimeProvider.System, own)
            : null;
        foreach (var problem in own.All) problems.Add(problem);
        return plan is null || own.HasErrors ? null : new Planned(plan, registry);
    }
}
