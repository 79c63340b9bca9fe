namespace StreamGuard.Core.Models;

/// <summary>
/// What <c>model:</c> names: a bundle, or a folder of bundles, a version each, with a file <c>LATEST</c> that names the
/// one in force.
/// </summary>
internal static class ModelFolder
{
    public const string Latest = "LATEST";

    /// <summary>The bundle in force.</summary>
    /// <exception cref="BundleFileException">There is none.</exception>
    public static ModelPlace Resolve(string path)
    {
        if (!Directory.Exists(path)) throw new BundleFileException($"there is no folder '{path}'");
        if (File.Exists(Path.Combine(path, BundleFolder.FileName))) return new ModelPlace(path, path, null);
        if (!HasVersions(path)) throw new BundleFileException($"'{path}' has neither a {BundleFolder.FileName} nor a file {Latest} that names a version");
        return Of(path, LatestOf(path));
    }

    /// <summary>The folder holds versions.</summary>
    public static bool HasVersions(string path) => !File.Exists(Path.Combine(path, BundleFolder.FileName)) && File.Exists(Path.Combine(path, Latest));

    /// <summary>The bundle of a version.</summary>
    /// <param name="path">What <c>model:</c> names.</param>
    /// <param name="version">Name of the version's folder; null for a bundle without versions.</param>
    /// <exception cref="BundleFileException">It is not there.</exception>
    public static ModelPlace Of(string path, string? version)
    {
        if (version is null) return new ModelPlace(path, path, null);
        if (version.Length == 0 || version is "." or ".." || version.AsSpan().IndexOfAny("/\\") >= 0)
            throw new BundleFileException($"'{version}' is no version: it must be the name of a folder in '{path}'");
        var folder = Path.Combine(path, version);
        return File.Exists(Path.Combine(folder, BundleFolder.FileName))
            ? new ModelPlace(path, folder, version)
            : throw new BundleFileException($"there is no version '{version}' in '{path}'{Known(path)}");
    }

    /// <summary>The version that LATEST names, whether it is there or not.</summary>
    /// <exception cref="BundleFileException">LATEST cannot be read.</exception>
    public static string LatestOf(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, Latest)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleFileException($"{Latest} in '{path}' cannot be read: {error.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Names of the versions' folders; numbers by value, then the others by name.</summary>
    public static IReadOnlyList<string> Versions(string path) =>
    [
        .. Directory.GetDirectories(path)
            .Where(folder => File.Exists(Path.Combine(folder, BundleFolder.FileName)))
            .Select(folder => Path.GetFileName(folder)!)
            // One that is being written begins with a dot.
            .Where(name => name[0] != '.')
            .OrderBy(name => long.TryParse(name.TrimStart('v'), out var number) ? number : long.MaxValue)
            .ThenBy(name => name, StringComparer.Ordinal),
    ];

    private static string Known(string path) => Versions(path) is { Count: > 0 } versions ? $"; there are {string.Join(", ", versions)}" : "";
}

/// <summary>Where a bundle is.</summary>
/// <param name="Root">What <c>model:</c> names.</param>
/// <param name="Folder">The bundle's folder.</param>
/// <param name="Version">Its name among the versions; null where the bundle has none.</param>
internal sealed record ModelPlace(string Root, string Folder, string? Version);
