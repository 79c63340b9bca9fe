using StreamGuard.Contracts;
using StreamGuard.Fixtures;

namespace StreamGuard.Plugins.Two;

/// <summary>Registers a sink named by the version of the library it got.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IComponents components) =>
        components.Sink<object>($"two_with_dependency_{Dependency.Major}", _ => throw new NotSupportedException());
}
