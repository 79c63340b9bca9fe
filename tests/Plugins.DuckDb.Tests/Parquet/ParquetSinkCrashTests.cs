using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

/// <summary>Wherever a run is cut off, one that goes on from a checkpoint leaves what an undisturbed one would have.</summary>
public sealed class ParquetSinkCrashTests : IDisposable
{
    private static readonly HashSet<string> Around =
        ["parquet.write.before", "parquet.write.after", "parquet.flush.before", "parquet.flush.after", "parquet.rename.before", "parquet.rename.after"];

    private readonly TempFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [NativeFact]
    public async Task Parts_of_an_epoch_each()
    {
        using var rig = Rig(folder => new ParquetSinkOptions { Path = $"{folder}/lake", Roll = new ParquetRoll { Rows = 1 } });

        await rig.RunAsync();

        Assert.Superset(Around, rig.Points.ToHashSet());
    }

    [NativeFact]
    public async Task Parts_that_span_epochs()
    {
        using var rig = Rig(folder => new ParquetSinkOptions { Path = $"{folder}/lake", Roll = new ParquetRoll { Rows = 10 } }, epochs: 4);

        await rig.RunAsync();
    }

    [NativeFact]
    public async Task Parts_of_partitions_with_an_epoch_that_was_given_up()
    {
        using var rig = Rig(folder => new ParquetSinkOptions { Path = $"{folder}/lake", PartitionBy = ["half"], Roll = new ParquetRoll { Rows = 10 } }, epochs: 4, hasGaps: true, 2);

        await rig.RunAsync();
    }

    [NativeFact]
    public async Task One_file_that_shows_all_at_the_end()
    {
        using var rig = Rig(folder => new ParquetSinkOptions { Path = $"{folder}/rows.parquet" });

        await rig.RunAsync();
    }

    private CrashRig Rig(Func<string, ParquetSinkOptions> options, int epochs = 3, bool hasGaps = false, params long[] givenUp) =>
        new(folder => new ParquetSink(options(folder)), Read) { Epochs = epochs, GivenUp = givenUp, HasGaps = hasGaps, IsLeft = path => path.EndsWith(".part", StringComparison.Ordinal) };

    /// <summary>The numbers in every file that a reader of Parquet finds, sorted.</summary>
    private List<long> Read(string folder)
    {
        if (Directory.GetFiles(folder, "*.parquet", SearchOption.AllDirectories).Length == 0) return [];
        using var database = new Database(_temporary.Path);
        using var query = new Query(database, $"SELECT n FROM read_parquet('{folder}/**/*.parquet') ORDER BY n", new Schema([new("n", ColumnType.Int)]));
        var numbers = new List<long>();
        while (query.Next() is var (columns, _))
        {
            numbers.AddRange(((FixedColumn<long>)columns[0]).Values);
            columns[0].Release();
        }

        return numbers;
    }
}
