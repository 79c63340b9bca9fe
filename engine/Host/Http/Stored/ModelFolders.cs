using System.Text.Json.Nodes;
using StreamGuard.Core.Models;
using StreamGuard.Core.Transforms;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Models: bundles in the data folder, with versions or without, and those that pipelines of the host score with, wherever they are.</summary>
internal sealed class ModelFolders(DataFolder data, PipelineHost host)
{
    // DATA/some/where/MODEL/VERSION/bundle.yaml
    private const int Deepest = 4;

    /// <summary>What there is now, in order of names.</summary>
    public IReadOnlyList<ModelView> Find()
    {
        var uses = Uses();
        var folders = data.Files(ModelManifest.FileName, Deepest).Select(file => RootOf(file.DirectoryName!)).Concat(uses.Select(use => use.Folder).Where(Directory.Exists)).Distinct().ToList();
        return
        [
            .. folders.Select(folder => (Folder: folder, Name: NameOf(folder, folders))).OrderBy(each => each.Name, StringComparer.Ordinal)
                .Select(each => Of(each.Folder, each.Name, [.. uses.Where(use => use.Folder == each.Folder).Select(use => use.View)])),
        ];
    }

    /// <exception cref="ApiException">There is none of the name.</exception>
    public ModelView Find(string name)
    {
        var all = Find();
        return all.FirstOrDefault(model => model.Name == name) ?? throw ApiException.Missing($"There is no model '{name}' here; there are {string.Join(", ", all.Select(model => model.Name).DefaultIfEmpty("none"))}.");
    }

    /// <summary>What a version says of itself.</summary>
    /// <exception cref="ApiException">There is none of the name, or it cannot be read.</exception>
    public ModelManifestView Manifest(string name, string version)
    {
        var model = Find(name);
        if (model.Versions.All(each => each.Version != version)) throw ApiException.Missing($"The model '{name}' has no version '{version}'; there are {string.Join(", ", model.Versions.Select(each => each.Version).DefaultIfEmpty("none"))}.");
        var folder = new DirectoryInfo(model.HasVersions ? Path.Combine(model.Folder, version) : model.Folder);
        try
        {
            return new ModelManifestView(name, version, ModelManifest.Read(folder.FullName), [.. folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new SetFile(file.Name, file.Length, file.LastWriteTimeUtc))]);
        }
        catch (ModelVersionException error)
        {
            throw new ApiException(409, error.Message);
        }
    }

    /// <summary>The folder of versions, where the bundle is one.</summary>
    private static string RootOf(string bundle)
    {
        var above = Path.GetDirectoryName(bundle)!;
        return File.Exists(Path.Combine(above, "LATEST")) ? above : bundle;
    }

    private string NameOf(string folder, List<string> all)
    {
        if (folder.StartsWith(data.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return data.NameOf(folder);
        // Elsewhere: by its own name, with the folder's above where another one has it.
        var name = Path.GetFileName(folder);
        return all.Count(each => Path.GetFileName(each) == name) == 1 ? name : $"{Path.GetFileName(Path.GetDirectoryName(folder))}:{name}";
    }

    private static ModelView Of(string folder, string name, IReadOnlyList<ModelUse> uses)
    {
        try
        {
            var isOne = File.Exists(Path.Combine(folder, ModelManifest.FileName));
            IReadOnlyList<ModelVersionView> versions = isOne ? [Of(ModelManifest.Read(folder))]
                : [.. ModelVersions.List(folder).Select(version => new ModelVersionView(version.Name, version.Bundle, version.Sha256, version.IsLatest, version.Problem))];
            return new ModelView(name, isOne ? null : ModelVersions.Latest(folder), versions, uses, null) { Folder = folder, HasVersions = !isOne };
        }
        catch (Exception error) when (error is ModelVersionException or IOException or UnauthorizedAccessException)
        {
            return new ModelView(name, null, [], uses, error.Message) { Folder = folder };
        }
    }

    /// <summary>The one version of a bundle that has no others.</summary>
    private static ModelVersionView Of(JsonNode? manifest) =>
        new(manifest?["version"]?.ToString() ?? "1", manifest?["name"]?.ToString(), (manifest?["model"] as JsonObject)?["sha256"]?.ToString(), true, null);

    private List<(string Folder, ModelUse View)> Uses() =>
    [
        .. from pipeline in host.Pipelines
           let status = pipeline.Status
           let snapshot = pipeline.Snapshot()
           from node in status.Plan?.Nodes ?? []
           let options = node.Definition.Options.Value as ScoreOptions
           where options is not null
           from use in new[] { (Path: (string?)options.Model, Shadow: false), (Path: options.Shadow, Shadow: true) }
           where use.Path is not null
           select (Path.TrimEndingDirectorySeparator(Path.GetFullPath(use.Path)),
               new ModelUse(status.Name, node.Name, use.Shadow, snapshot?.Components.FirstOrDefault(component => component.Node.Name == node.Name)?.Account.Figures.All.FirstOrDefault(figure => figure.Name == (use.Shadow ? "shadow_version" : "version"))?.Text)),
    ];
}
