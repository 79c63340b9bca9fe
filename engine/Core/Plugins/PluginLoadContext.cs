using System.Reflection;
using System.Runtime.Loader;

namespace StreamGuard.Core.Plugins;

/// <summary>
/// A plugin's own assemblies, so that two plugins may use two versions of one dependency. The contract and the
/// framework are the host's; everything else comes from the plugin's folder or not at all.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly string ContractName = typeof(Contracts.IPlugin).Assembly.GetName().Name!;

    private readonly string _folder;
    private readonly AssemblyDependencyResolver _resolver;

    public PluginLoadContext(string plugin, string assembly) : base(plugin)
    {
        _folder = Path.GetDirectoryName(assembly)!;
        _resolver = new AssemblyDependencyResolver(assembly);
        ResolvingUnmanagedDll += (_, library) => throw new DllNotFoundException(
            $"plugin {plugin} needs the native library '{library}', which is neither in {_folder} nor on this system");
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == ContractName) return null;
        return _resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(Inside(path)) : null;
    }

    protected override nint LoadUnmanagedDll(string library) =>
        _resolver.ResolveUnmanagedDllToPath(library) is { } path ? LoadUnmanagedDllFromPath(Inside(path)) : 0;

    private string Inside(string path) => PluginFolder.IsInside(_folder, path)
        ? path
        : throw new FileLoadException($"plugin {Name} asks for '{path}', which is outside its folder");
}
