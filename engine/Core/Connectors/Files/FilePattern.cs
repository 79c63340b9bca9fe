using System.IO.Enumeration;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// Finds files by a path in which <c>*</c> and <c>?</c> stand for parts of one name and <c>**</c> for any folders, none
/// included. Names that begin with a dot are found only by a pattern that does so too; linked folders are not entered
/// by <c>**</c>.
/// </summary>
internal static class FilePattern
{
    public static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?');

    /// <summary>The files, sorted by path (ordinal); a path without wildcards is itself, whether it exists or not.</summary>
    public static IReadOnlyList<string> Find(string path)
    {
        if (!IsPattern(path)) return [path];
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var root = Path.IsPathRooted(path) ? "/" : "";
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root, parts, found);
        return [.. found];
    }

    private static void Collect(string folder, ReadOnlySpan<string> parts, SortedSet<string> found)
    {
        var rest = parts[1..];
        if (parts[0] == "**")
        {
            if (rest.IsEmpty) rest = new[] { "*" };
            Collect(folder, rest, found);
            foreach (var below in Folders(folder, "*"))
                if (new DirectoryInfo(below).LinkTarget is null) Collect(below, parts, found);
        }
        else if (rest.IsEmpty)
        {
            foreach (var file in Files(folder, parts[0])) found.Add(file);
        }
        else
        {
            foreach (var below in Folders(folder, parts[0])) Collect(below, rest, found);
        }
    }

    private static IEnumerable<string> Files(string folder, string pattern) =>
        IsPattern(pattern) ? Matching(Directory.EnumerateFiles, folder, pattern)
        : File.Exists(Path.Combine(folder, pattern)) ? [Path.Combine(folder, pattern)] : [];

    private static IEnumerable<string> Folders(string folder, string pattern) =>
        IsPattern(pattern) ? Matching(Directory.EnumerateDirectories, folder, pattern)
        : Directory.Exists(Path.Combine(folder, pattern)) ? [Path.Combine(folder, pattern)] : [];

    private static IEnumerable<string> Matching(Func<string, IEnumerable<string>> list, string folder, string pattern)
    {
        var where = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(where)) return [];
        return list(where).Select(path => Path.GetFileName(path))
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            .Where(name => name[0] != '.' || pattern[0] == '.')
            .Select(name => Path.Combine(folder, name));
    }
}
