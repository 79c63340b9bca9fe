using System.Reflection;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Plugins;

/// <summary>A folder below the plugins' folder: loaded, refused, or waiting for the first use of a name it offers.</summary>
public sealed class LoadedPlugin
{
    private readonly string _root;
    private readonly Registry _registry;

    internal LoadedPlugin(string root, string path, Registry registry) =>
        (_root, Path, Name, _registry) = (root, path, System.IO.Path.GetFileName(path), registry);

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    public string Path { get; }

    /// <summary>Null until it is loaded, and when its assembly cannot be read.</summary>
    public Version? Version { get; private set; }

    /// <summary>Version of the contract it was built against; null like <see cref="Version"/>.</summary>
    public Version? ContractVersion { get; private set; }

    /// <summary>What it brings.</summary>
    public IReadOnlyList<Offer> Offers { get; private set; } = [];

    public bool IsLoaded { get; private set; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Puts the names it offers on the registry's list; loads it at once when its folder does not tell them.</summary>
    internal void Announce(bool load)
    {
        try
        {
            if (Offer.Read(Path) is not { } offers)
            {
                load = true;
            }
            else
            {
                Offers = offers;
                foreach (var offer in offers) _registry.Announce(offer, this);
            }
        }
        catch (PluginException refused)
        {
            Refuse(refused.Code, refused.Message, refused.Hint);
        }

        if (load) Load();
    }

    /// <summary>Loads it unless that was tried before; a refusal is in <see cref="Problem"/> and stops nobody else.</summary>
    internal void Load()
    {
        if (IsLoaded || Problem is not null) return;
        try
        {
            LoadAssembly();
        }
        catch (PluginException refused)
        {
            Refuse(refused.Code, refused.Message, refused.Hint);
        }
        catch (Exception failed)
        {
            // Whatever a plugin throws while it is loaded is its own failure, not the host's.
            var cause = failed is TargetInvocationException or TypeInitializationException ? failed.InnerException ?? failed : failed;
            Refuse(ProblemCodes.PluginFailed, $"failed while it was loaded: {cause.Message}", null);
        }
    }

    private void LoadAssembly()
    {
        if (!PluginFolder.IsInside(_root, System.IO.Path.Combine(Path, $"StreamGuard.Plugins.{Name}.dll")))
            throw new PluginException(ProblemCodes.PluginOutside, "leads out of the plugins' folder by a link", "Put the plugin itself there, not a link to it.");
        var assembly = PluginAssembly.Read(Path, Name);
        (Version, ContractVersion) = (assembly.Version, assembly.Contract);
        assembly.RequireContract();

        var loaded = new PluginLoadContext(Name, assembly.Path).LoadFromAssemblyPath(assembly.Path);
        var brought = new Registry { Plugin = Name };
        Entry(loaded).Register(brought);
        RequireAnnounced([.. brought.Offers]);
        _registry.Merge(brought, this);
        (Offers, IsLoaded) = ([.. brought.Offers], true);
    }

    private static IPlugin Entry(Assembly assembly)
    {
        var entries = assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IPlugin))).ToList();
        return entries is [var entry] && entry.GetConstructor([]) is not null
            ? (IPlugin)Activator.CreateInstance(entry)!
            : throw new PluginException(ProblemCodes.PluginWithoutEntry, $"has {entries.Count} public classes that are an {nameof(IPlugin)} where it must have one, with a constructor without parameters");
    }

    private void RequireAnnounced(IReadOnlyList<Offer> brought)
    {
        if (Offers.Count == 0 || brought.ToHashSet().SetEquals(Offers)) return;
        throw new PluginException(
            ProblemCodes.PluginOffersOtherwise, $"says in offers.txt that it brings {string.Join(", ", Offers)}, but brings {string.Join(", ", brought)}");
    }

    private void Refuse(string code, string message, string? hint) =>
        Problem = new Problem(code, Severity.Error, new Location(Path, 0, 0), $"plugin {Name} {message}.", hint);
}
