using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.NoLibrary;

/// <summary>Registers a sink that needs a native library nobody has.</summary>
public sealed partial class Plugin : IPlugin
{
    public void Register(IComponents components) => components.Sink<object>("no_library", _ => throw new InvalidOperationException($"got {Answer()}"));

    [LibraryImport("streamguard_fixture")]
    private static partial int Answer();
}
