using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace StreamGuard.Host.Tests;

public sealed class StartupProfileTests
{
    // Code changes from day to day; a profile whose half is gone has a start compile the other half again.
    private const double Enough = 0.75;

    [Fact]
    public void Most_of_what_the_profile_names_is_still_there()
    {
        using var profile = new PEReader(File.OpenRead(Path.Combine(RepositoryRoot.Path, "engine", "Host", "startup.mibc")));
        var names = profile.GetMetadataReader();
        var ours = names.TypeReferences.Select(type => NameOf(names, type)).Where(type => type.Assembly.StartsWith("StreamGuard.", StringComparison.Ordinal)).ToList();

        var there = ours.Count(type => Assembly.Load(type.Assembly).GetType(type.Name) is not null);

        Assert.True(ours.Count > 30, $"{ours.Count} types of ours");
        Assert.True(there >= Enough * ours.Count, $"{there} of {ours.Count} types are there: run tests/Profile/run, and commit engine/Host/startup.mibc");
    }

    private static (string Assembly, string Name) NameOf(MetadataReader names, TypeReferenceHandle handle)
    {
        var type = names.GetTypeReference(handle);
        var name = names.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var outer = NameOf(names, (TypeReferenceHandle)type.ResolutionScope);
            return (outer.Assembly, $"{outer.Name}+{name}");
        }

        var assembly = names.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
        return (names.GetString(assembly.Name), type.Namespace.IsNil ? name : $"{names.GetString(type.Namespace)}.{name}");
    }
}
