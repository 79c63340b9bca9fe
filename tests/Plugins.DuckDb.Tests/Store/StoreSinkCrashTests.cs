using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Store;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Store;

/// <summary>Wherever a run is cut off, one that goes on from a checkpoint leaves what an undisturbed one would have.</summary>
public sealed class StoreSinkCrashTests
{
    [NativeFact]
    public async Task Rows_of_an_epoch_each()
    {
        using var rig = new CrashRig(Sink, Read) { Epochs = 2, IsLeft = IsLeft };

        await rig.RunAsync();

        Assert.Superset(new HashSet<string> { "parquet.write.before", "parquet.write.after", "store.commit.before", "store.commit.after" }, rig.Points.ToHashSet());
    }

    [NativeFact]
    public async Task An_epoch_that_was_given_up()
    {
        using var rig = new CrashRig(Sink, Read) { Epochs = 3, GivenUp = [2], IsLeft = IsLeft };

        await rig.RunAsync();
    }

    private static ISink Sink(string folder) => new StoreSink(new StoreSinkOptions { Path = $"{folder}/rows.duckdb", Table = "numbers" });

    // Whose a folder was that has no rows any more may stand there until the next start.
    private static bool IsLeft(string path) => path.Contains(".streamguard", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal) && Path.GetFileName(path) != "owner";

    private static List<long> Read(string folder)
    {
        // A copy: what a process has open must not be opened a second time in it.
        using var copy = new TempFolder();
        foreach (var file in Directory.GetFiles(folder, "rows.duckdb*")) File.Copy(file, copy[Path.GetFileName(file)]);
        if (!File.Exists(copy["rows.duckdb"])) return [];
        return [.. StoreReader.Read(copy["rows.duckdb"], "SELECT n FROM numbers").Select(row => long.Parse(row[0]!))];
    }
}
