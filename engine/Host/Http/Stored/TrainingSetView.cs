namespace StreamGuard.Host.Http.Stored;

/// <summary>A training set.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Files">How many there are.</param>
/// <param name="Bytes">Of all of them.</param>
/// <param name="Changed">When the newest was written.</param>
/// <param name="Pipelines">Those of the host that write to it.</param>
internal record TrainingSetView(string Name, int Files, long Bytes, DateTimeOffset Changed, IReadOnlyList<string> Pipelines)
{
    public static TrainingSetView Of(TrainingSet set) => new(set.Name, set.Files.Count, set.Files.Sum(file => file.Length), set.Files.Max(file => file.LastWriteTimeUtc), set.Pipelines);
}

/// <summary>A training set as a whole.</summary>
/// <param name="Set">As in the list.</param>
/// <param name="Rows">How many there are.</param>
/// <param name="Columns">Those of all files, in their order; folders named key=value are columns too.</param>
internal sealed record TrainingSetDetails(TrainingSetView Set, long Rows, IReadOnlyList<SetColumn> Columns);

/// <summary>A Parquet file of a set.</summary>
/// <param name="Path">In the set; what it is downloaded by.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Changed">When it was written.</param>
internal sealed record SetFile(string Path, long Bytes, DateTimeOffset Changed);
