using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

/// <summary>Wherever a run is cut off, one that goes on from a checkpoint leaves what an undisturbed one would have.</summary>
public class FileSinkCrashTests
{
    private static readonly string[] AroundFlush = ["file.flush.before", "file.flush.after"];
    private static readonly string[] AroundRename = ["file.rename.before", "file.rename.after"];

    [Fact]
    public async Task One_file_that_shows_an_epoch_when_it_commits()
    {
        using var rig = new CrashRig(folder => new FileSink(new FileSinkOptions { Path = $"{folder}/out/rows.jsonl" }), Lines);

        await rig.RunAsync();

        Assert.Superset(AroundFlush.ToHashSet(), rig.Points.ToHashSet());
    }

    [Fact]
    public async Task One_file_with_an_epoch_that_was_given_up()
    {
        using var rig = new CrashRig(folder => new FileSink(new FileSinkOptions { Path = $"{folder}/rows.jsonl" }), Lines) { GivenUp = [2], Epochs = 4 };

        await rig.RunAsync();
    }

    [Fact]
    public async Task One_file_that_shows_rows_at_once()
    {
        using var rig = new CrashRig(folder => new FileSink(new FileSinkOptions { Path = $"{folder}/rows.jsonl" }), Lines) { Delivery = Delivery.AtLeastOnce };

        await rig.RunAsync();
    }

    [Fact]
    public async Task Parts_of_an_epoch_each()
    {
        using var rig = new CrashRig(folder => new FileSink(new FileSinkOptions { Path = folder }), Lines);

        await rig.RunAsync();

        Assert.Superset(AroundFlush.Concat(AroundRename).ToHashSet(), rig.Points.ToHashSet());
    }

    [Fact]
    public async Task Parts_that_span_epochs_with_one_given_up()
    {
        var roll = new RollOptions { Size = new ByteSize(70) };
        using var rig = new CrashRig(folder => new FileSink(new FileSinkOptions { Path = folder, Roll = roll }), Lines) { GivenUp = [3], Epochs = 4 };

        await rig.RunAsync();
    }

    /// <summary>Every line of every visible file: each is whole.</summary>
    private static List<long> Lines(string folder) =>
        [.. Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories)
            .Where(path => !path.Contains(".streamguard", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)
            .Where(text => text.Length > 0 && text[^1] == '\n' ? true : text.Length == 0 ? false : throw new InvalidDataException($"a line is cut off: {text}"))
            .SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt64())];
}
