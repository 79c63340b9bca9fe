using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Models;

/// <summary>A version in a folder of versions.</summary>
/// <param name="Name">Of its folder.</param>
/// <param name="Bundle">Name and version as its bundle.yaml says; null where that cannot be read.</param>
/// <param name="Sha256">Of the model; null like <paramref name="Bundle"/>.</param>
/// <param name="IsLatest">LATEST names it.</param>
/// <param name="Problem">What is wrong with its bundle.yaml; null when nothing is.</param>
public sealed record ModelVersion(string Name, string? Bundle, string? Sha256, bool IsLatest, string? Problem);

/// <summary>A version cannot be put in force; the message says why.</summary>
public sealed class ModelVersionException(string message) : Exception(message);

/// <summary>
/// A folder of versions and its LATEST, which is replaced as a whole: who reads it sees the one or the other. A file
/// HISTORY remembers what was in force before. Nothing is ever deleted.
/// </summary>
public static class ModelVersions
{
    private const string History = "HISTORY";

    /// <summary>The versions there are.</summary>
    /// <exception cref="ModelVersionException">The folder holds none.</exception>
    public static IReadOnlyList<ModelVersion> List(string folder)
    {
        var latest = Latest(folder);
        return [.. Versions(folder).Select(name => Describe(folder, name, name == latest))];
    }

    /// <summary>The version in force; null where there is no LATEST.</summary>
    public static string? Latest(string folder) => File.Exists(Path.Combine(folder, ModelFolder.Latest)) ? ModelFolder.LatestOf(folder) : null;

    /// <summary>Puts a version in force.</summary>
    /// <exception cref="ModelVersionException">There is no such version.</exception>
    public static void Promote(string folder, string version, DateTimeOffset now)
    {
        Require(folder, version);
        var latest = Latest(folder);
        if (latest == version) return;
        var history = Read(folder);
        if (latest is not null && (history.Count == 0 || history[^1].Version != latest)) history.Add((now, latest));
        history.Add((now, version));
        Write(folder, history);
    }

    /// <summary>Puts the version in force that was before, or an earlier one.</summary>
    /// <param name="folder">The folder of versions.</param>
    /// <param name="version">One that was in force before; null for the last such.</param>
    /// <returns>The version now in force.</returns>
    /// <exception cref="ModelVersionException">None was in force before, or not this one.</exception>
    public static string Rollback(string folder, string? version)
    {
        Versions(folder);
        var history = Read(folder);
        // A LATEST that was written by hand is in no history.
        if (history.Count > 0 && Latest(folder) is { } latest && history[^1].Version != latest) history.Add((default, latest));
        var place = history.Count < 2 ? -1 : version is null ? history.Count - 2 : history.FindLastIndex(history.Count - 2, each => each.Version == version);
        if (place < 0)
            throw new ModelVersionException(version is null ? $"no version of '{folder}' was in force before" : $"version '{version}' of '{folder}' was not in force before; promote it instead");
        Require(folder, history[place].Version);
        Write(folder, history[..(place + 1)]);
        return history[place].Version;
    }

    private static IReadOnlyList<string> Versions(string folder)
    {
        if (!Directory.Exists(folder)) throw new ModelVersionException($"there is no folder '{folder}'");
        if (File.Exists(Path.Combine(folder, BundleFolder.FileName))) throw new ModelVersionException($"'{folder}' is one bundle, not a folder of versions");
        return ModelFolder.Versions(folder) is { Count: > 0 } versions ? versions : throw new ModelVersionException($"'{folder}' holds no versions: no folder in it has a {BundleFolder.FileName}");
    }

    private static void Require(string folder, string version)
    {
        var versions = Versions(folder);
        if (!versions.Contains(version)) throw new ModelVersionException($"there is no version '{version}' in '{folder}'; there are {string.Join(", ", versions)}");
    }

    private static ModelVersion Describe(string folder, string name, bool isLatest)
    {
        var problems = new Problems();
        var bundle = BundleReader.Read(Path.Combine(folder, name), problems);
        return new ModelVersion(name, bundle is null ? null : $"{bundle.Options.Name} {bundle.Version}", bundle?.Options.Model.Sha256, isLatest, bundle is null ? problems.All[0].ToString() : null);
    }

    private static List<(DateTimeOffset At, string Version)> Read(string folder)
    {
        var file = Path.Combine(folder, History);
        if (!File.Exists(file)) return [];
        return
        [
            .. File.ReadLines(file).Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2)
                .Select(parts => (DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture), parts[1])),
        ];
    }

    /// <summary>The history first: what is in force was promoted before it is.</summary>
    private static void Write(string folder, IReadOnlyList<(DateTimeOffset At, string Version)> history)
    {
        Replace(folder, History, string.Concat(history.Select(each => $"{each.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {each.Version}\n")));
        Replace(folder, ModelFolder.Latest, $"{history[^1].Version}\n");
    }

    private static void Replace(string folder, string name, string text)
    {
        var written = Path.Combine(folder, $".{name}.{Environment.ProcessId}");
        using (var file = new FileStream(written, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(written, Path.Combine(folder, name), overwrite: true);
        Durable.SyncFolder(folder);
    }
}
