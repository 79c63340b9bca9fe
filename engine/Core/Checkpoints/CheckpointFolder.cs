using System.Globalization;

namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// The checkpoints of one pipeline as they lie on disk, for whoever reads them; nothing is locked. Below
/// <see cref="Path"/>: <c>lock</c>, <c>holder</c>, <c>generation</c>, and a folder <c>epoch-000000000042</c> for each checkpoint with its
/// <c>manifest.json</c> and <c>blocks</c>, the state that no checkpoint before had. A checkpoint that is kept no more
/// while another still refers to its blocks has <c>superseded.json</c> in place of the manifest. Folders whose names begin
/// with a dot are being written or removed.
/// </summary>
public sealed class CheckpointFolder
{
    internal const string Leftover = ".";
    internal const string ManifestName = "manifest.json";
    internal const string Blocks = "blocks";

    private const string Prefix = "epoch-";

    /// <param name="folder">What <c>checkpoint.path</c> says.</param>
    /// <param name="pipeline">The pipeline's name.</param>
    public CheckpointFolder(string folder, string pipeline) => Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, pipeline));

    /// <summary>Full path of the pipeline's folder.</summary>
    public string Path { get; }

    /// <summary>Every checkpoint, oldest first; of a damaged one what is wrong, as far as that is seen without reading its state.</summary>
    public IReadOnlyList<CheckpointInfo> List() => [.. Epochs().Select(Info).OfType<CheckpointInfo>()];

    /// <summary>The whole checkpoint; null when there is none of this epoch.</summary>
    /// <exception cref="InvalidDataException">It is damaged; names the file and what is wrong with it.</exception>
    public SavedCheckpoint? Read(long epoch) => Epochs().Contains(epoch) ? CheckpointReader.Read(this, Manifest(epoch)) : null;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    internal static string NameOf(long epoch) => Prefix + epoch.ToString("D12", CultureInfo.InvariantCulture);

    internal string FolderOf(long epoch) => this[NameOf(epoch)];

    internal string ManifestOf(long epoch) => System.IO.Path.Combine(FolderOf(epoch), ManifestName);

    internal string BlocksOf(long epoch) => System.IO.Path.Combine(FolderOf(epoch), Blocks);

    internal string SupersededOf(long epoch) => System.IO.Path.Combine(FolderOf(epoch), "superseded.json");

    /// <summary>The checkpoints there are, whole or not, oldest first.</summary>
    internal IReadOnlyList<long> Epochs() => [.. Folders().Where(epoch => !File.Exists(SupersededOf(epoch)))];

    /// <summary>Every folder of an epoch, oldest first: checkpoints, and what they refer to.</summary>
    internal IReadOnlyList<long> Folders() => Directory.Exists(Path)
        ? [.. Directory.EnumerateDirectories(Path, Prefix + "*").Select(EpochOf).OfType<long>().Order()]
        : [];

    /// <exception cref="InvalidDataException">It is missing or damaged; names the file and what is wrong with it.</exception>
    internal Manifest Manifest(long epoch)
    {
        var path = ManifestOf(epoch);
        try
        {
            var manifest = Checkpoints.Manifest.Parse(File.ReadAllBytes(path));
            return manifest.Epoch == epoch ? manifest : throw new InvalidDataException($"it is that of checkpoint {manifest.Epoch}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Damaged(epoch, path, "it is missing", e);
        }
        catch (IOException e)
        {
            throw Damaged(epoch, path, $"it cannot be read: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(epoch, path, e.Message, e);
        }
    }

    /// <summary>A manifest that is whole; otherwise null.</summary>
    internal Manifest? TryManifest(long epoch)
    {
        try
        {
            return Manifest(epoch);
        }
        catch (InvalidDataException)
        {
            // Newest and List say so; whoever removes others has nothing to do with it.
            return null;
        }
    }

    internal static InvalidDataException Damaged(long epoch, string path, string what, Exception? cause = null) =>
        new($"checkpoint {epoch} is damaged: '{path}': {what}", cause);

    /// <summary>Null when the running host has removed it meanwhile.</summary>
    private CheckpointInfo? Info(long epoch)
    {
        try
        {
            var manifest = Manifest(epoch);
            var info = new CheckpointInfo(epoch)
            {
                Taken = manifest.Taken,
                Bytes = manifest.States.Sum(state => state.Bytes),
                NewBytes = manifest.NewBytes,
                States = [.. manifest.States.Select(state => new StateSize(state.Component, state.Part, state.Kind, state.Bytes))],
            };
            if (manifest.Positions is { } positions) info = info with { Positions = positions };
            return info with { Damage = CheckpointReader.MissingBlocks(this, manifest) };
        }
        catch (InvalidDataException e)
        {
            return Epochs().Contains(epoch) ? new CheckpointInfo(epoch) { Damage = e.Message } : null;
        }
    }

    /// <summary>Null when it is not a folder of an epoch.</summary>
    private static long? EpochOf(string folder)
    {
        var name = System.IO.Path.GetFileName(folder);
        return long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && NameOf(epoch) == name ? epoch : null;
    }
}
