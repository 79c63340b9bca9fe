using System.Text.Json;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Replay;

/// <summary>
/// Which letters of a folder's files were replayed: <c>.streamguard/replayed.json</c> beside them, by file name. The files
/// themselves stay as they are.
/// </summary>
internal static class ReplayMarks
{
    public static ByteRanges Of(string file) =>
        new(Load(PathOf(file)).GetValueOrDefault(Path.GetFileName(file)));

    /// <summary>Adds to what was replayed of some files; on disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Add(IReadOnlyDictionary<string, ByteRanges> replayed)
    {
        foreach (var folder in replayed.GroupBy(each => PathOf(each.Key)))
        {
            var marks = Load(folder.Key);
            foreach (var (file, ranges) in folder)
            {
                var all = new ByteRanges(marks.GetValueOrDefault(Path.GetFileName(file)));
                foreach (var range in ranges.All) all.Add(range[0], range[1]);
                marks[Path.GetFileName(file)] = all.All;
            }

            DurableFile.CreateFolder(Path.GetDirectoryName(folder.Key)!);
            DurableFile.Replace(folder.Key, JsonSerializer.SerializeToUtf8Bytes(marks));
        }
    }

    private static SortedDictionary<string, IReadOnlyList<long[]>> Load(string path)
    {
        if (!File.Exists(path)) return new(StringComparer.Ordinal);
        try
        {
            return JsonSerializer.Deserialize<SortedDictionary<string, IReadOnlyList<long[]>>>(File.ReadAllBytes(path))!;
        }
        catch (JsonException e)
        {
            throw new IOException($"'{path}', which says what was replayed, is damaged: mend or remove it", e);
        }
    }

    private static string PathOf(string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, ".streamguard", "replayed.json");
}
