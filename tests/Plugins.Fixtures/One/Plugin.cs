using StreamGuard.Contracts;
using StreamGuard.Fixtures;

namespace StreamGuard.Plugins.One;

/// <summary>Registers a sink named by the version of the library it got.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IComponents components) =>
        components.Sink<object>($"one_with_dependency_{Dependency.Major}", _ => throw new NotSupportedException());
}
