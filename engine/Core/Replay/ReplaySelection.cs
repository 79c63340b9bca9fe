using System.Text.Json;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Replay;

/// <summary>Which letters are to be replayed.</summary>
public sealed record ReplaySelection
{
    /// <summary>Those of one component; null for all.</summary>
    public string? Component { get; init; }

    /// <summary>Those whose reason has this text in it; null for all.</summary>
    public string? Reason { get; init; }

    /// <summary>The source that reads records again which more than one may have read; null where nobody has said.</summary>
    public string? Source { get; init; }

    /// <summary>The files they are in, as they are when the replay begins.</summary>
    public IReadOnlyList<LetterFile> Files { get; init; } = [];

    /// <summary>
    /// The note of a replay under way, beside the checkpoints of its pipeline: one that was cut off goes on with it, and the
    /// pipeline does not run before.
    /// </summary>
    internal static string NoteOf(string checkpointFolder) => Path.Combine(checkpointFolder, "replay.json");

    /// <summary>What a note says; null when there is none.</summary>
    internal static ReplaySelection? Load(string note)
    {
        if (!File.Exists(note)) return null;
        try
        {
            return JsonSerializer.Deserialize<ReplaySelection>(File.ReadAllBytes(note));
        }
        catch (JsonException e)
        {
            throw new IOException($"'{note}', the note of a replay that was cut off, is damaged: run the pipeline with --fresh", e);
        }
    }

    /// <summary>On disk when this returns.</summary>
    internal void Save(string note)
    {
        DurableFile.CreateFolder(Path.GetDirectoryName(note)!);
        DurableFile.Replace(note, JsonSerializer.SerializeToUtf8Bytes(this));
    }
}

/// <summary>A file of dead letters.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes to read of it: what comes later is not of this replay.</param>
/// <param name="Replayed">Parts whose letters were replayed before.</param>
public sealed record LetterFile(string Path, long Length, IReadOnlyList<long[]> Replayed);
