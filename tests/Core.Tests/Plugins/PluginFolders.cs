using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace StreamGuard.Core.Tests.Plugins;

/// <summary>Fills a folder of plugins for a test: copies of tests/Plugins.Fixtures, and assemblies made up here.</summary>
internal static class PluginFolders
{
    private static readonly string Fixtures = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Plugins.Fixtures"));

    /// <summary>A fixture as it was built, under its own name or another one.</summary>
    public static string Copy(string folder, string fixture, string? name = null)
    {
        var to = Directory.CreateDirectory(Path.Combine(folder, name ?? fixture)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Fixtures, fixture))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }

    /// <summary>A plugin of the given text in place of an assembly.</summary>
    public static void Broken(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, $"StreamGuard.Plugins.{name}.dll"), text);

    /// <summary>An assembly without types that refers to the contract in the given version.</summary>
    public static void Empty(string folder, string name, Version contract)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString(name), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString($"StreamGuard.Plugins.{name}"), new Version(3, 1, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        metadata.AddAssemblyReference(metadata.GetOrAddString("StreamGuard.Contracts"), contract, default, default, default, default);
        metadata.AddTypeDefinition(TypeAttributes.NotPublic, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));

        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, $"StreamGuard.Plugins.{name}.dll"), image.ToArray());
    }
}
