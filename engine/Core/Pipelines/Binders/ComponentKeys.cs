using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>The keys a component may have beside its kind.</summary>
internal static class ComponentKeys
{
    private static readonly string[] Source = ["decode", "columns", "event_time", .. new OptionsShape(typeof(SourceOptions)).Keys];
    private static readonly string[] Transform = ["from"];
    private static readonly string[] Sink = ["from", .. new OptionsShape(typeof(SinkOptions)).Keys];

    public static IReadOnlyList<string> Of(Role role) => role switch
    {
        Role.Source => Source,
        Role.Transform => Transform,
        Role.Sink => Sink,
        _ => [],
    };

    /// <summary>The section of a pipeline file that holds components of the role.</summary>
    public static string Section(Role role) => role switch
    {
        Role.Source => "sources",
        Role.Transform => "transforms",
        _ => "sinks",
    };

    /// <summary>The role in a problem's words.</summary>
    public static string Word(Role role) => role.ToString().ToLowerInvariant();
}
