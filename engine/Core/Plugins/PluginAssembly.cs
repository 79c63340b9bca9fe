using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Plugins;

/// <summary>What a plugin's assembly says of itself, read from its metadata before any of it is loaded.</summary>
/// <param name="Path">The file.</param>
/// <param name="Version">The plugin's own.</param>
/// <param name="Contract">The contract it was built against.</param>
internal sealed record PluginAssembly(string Path, Version Version, Version Contract)
{
    private static readonly System.Reflection.AssemblyName Ours = typeof(IPlugin).Assembly.GetName();

    /// <exception cref="PluginException">The file is missing, broken, of another name, or knows no contract.</exception>
    public static PluginAssembly Read(string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, $"StreamGuard.Plugins.{name}.dll");
        if (!File.Exists(path)) throw new PluginException(ProblemCodes.PluginWithoutAssembly, $"has no {System.IO.Path.GetFileName(path)}", "A plugin's folder has the name of its assembly.");
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            return Read(path, image.GetMetadataReader());
        }
        catch (Exception broken) when (broken is BadImageFormatException or InvalidOperationException)
        {
            throw new PluginException(ProblemCodes.PluginUnreadable, $"cannot be read: {System.IO.Path.GetFileName(path)} is no .NET assembly, or a broken one");
        }
    }

    /// <summary>The host has everything the plugin was built against.</summary>
    /// <exception cref="PluginException">The major version differs, or the plugin needs a newer minor one.</exception>
    public void RequireContract()
    {
        var host = Ours.Version!;
        if (Contract.Major == host.Major && Contract.Minor <= host.Minor) return;
        throw new PluginException(
            ProblemCodes.PluginContract,
            $"{Version.ToString(3)} was built against version {Contract.ToString(2)} of the plugin contract; this program has {host.ToString(2)}",
            Contract.Major < host.Major ? "Install a newer version of the plugin." : "Install a newer version of this program, or an older one of the plugin.");
    }

    private static PluginAssembly Read(string path, MetadataReader metadata)
    {
        var definition = metadata.GetAssemblyDefinition();
        var (own, file) = (metadata.GetString(definition.Name), System.IO.Path.GetFileNameWithoutExtension(path));
        if (own != file) throw new PluginException(ProblemCodes.PluginWithoutAssembly, $"has an assembly {own} that was renamed to {file}", "A plugin's folder has the name of its assembly; remove copies.");
        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle);
            if (metadata.GetString(reference.Name) == Ours.Name) return new PluginAssembly(path, definition.Version, reference.Version);
        }

        throw new PluginException(ProblemCodes.PluginWithoutEntry, $"is no plugin: {file} does not use {Ours.Name}");
    }
}
