using System.Globalization;
using StreamGuard.Plugins.DuckDb.Files;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// A note of the parts that the last commit made visible. A run that is sent back to the checkpoint before it, because the
/// newest was damaged, takes them away: their rows come again.
/// </summary>
internal sealed class LastCommit(Target target)
{
    private readonly string _note = Path.Combine(target.Folder, RunFolder.Root, $"{target.Pipeline}.{target.Component}.last");

    /// <summary>Notes parts that are about to become visible; on disk when this returns.</summary>
    /// <param name="lineage">Of the runs that go on from one another's checkpoints.</param>
    /// <param name="epoch">That commits.</param>
    /// <param name="parts">All of them.</param>
    public void Note(int lineage, long epoch, IEnumerable<Part> parts)
    {
        var written = $"{_note}.new";
        File.WriteAllLines(written, parts.Select(part => Path.GetRelativePath(target.Folder, part.Final)).Prepend($"{lineage} {epoch}"));
        Durable.Flush([written], []);
        File.Move(written, _note, overwrite: true);
        Durable.Flush([], [Path.GetDirectoryName(_note)!]);
    }

    /// <summary>Takes away what the lineage committed behind an epoch.</summary>
    public void TakeBack(int lineage, long epoch)
    {
        if (!File.Exists(_note)) return;
        var lines = File.ReadAllLines(_note);
        var head = lines[0].Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToList();
        if (head[0] != lineage || head[1] <= epoch) return;
        foreach (var part in lines.Skip(1).Select(part => Path.Combine(target.Folder, part)).Where(File.Exists)) File.Delete(part);
    }
}
