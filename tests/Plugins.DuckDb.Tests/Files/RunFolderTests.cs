using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Files;

public sealed class RunFolderTests : IDisposable
{
    private static readonly HashSet<string> None = [];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_an_earlier_run_of_the_pipeline_left_goes_but_for_what_is_needed()
    {
        var (needed, other) = (Left(Run(), "needed.rows"), Left(Run(), "other.rows", "needed.rows"));

        using var next = RunFolder.Open(_folder.Path, "lake", Run(), new HashSet<string> { needed });

        Assert.True(File.Exists(needed));
        Assert.False(File.Exists(other));
        Assert.Equal(3, next.Generation);
    }

    [Fact]
    public void What_another_pipeline_left_by_a_sink_of_the_same_name_stays()
    {
        var pending = Left(Run("first"), "pending-1.rows");

        using (var second = RunFolder.Open(_folder.Path, "lake", Run("second"), None)) Assert.Equal(2, second.Generation);

        Assert.True(File.Exists(pending));
        RunFolder.Open(_folder.Path, "lake", Run("first"), None).Dispose();
        Assert.False(File.Exists(pending));
    }

    [Fact]
    public void What_a_run_left_that_has_checkpoints_stays_when_one_runs_without()
    {
        var pending = Left(Run(checkpoints: _folder["state"]), "pending-1.rows");

        RunFolder.Open(_folder.Path, "lake", Run(), None).Dispose();

        Assert.True(File.Exists(pending));
    }

    [Fact]
    public void A_folder_that_was_moved_with_its_checkpoints_is_the_pipelines_still()
    {
        var pending = Path.GetRelativePath(_folder.Path, Left(Run(checkpoints: Path.Combine(_folder["before"], "state")), "pending-1.rows", folder: _folder["before"]));
        Directory.Move(_folder["before"], _folder["after"]);
        pending = pending.Replace("before", "after", StringComparison.Ordinal);
        Assert.True(File.Exists(_folder[pending]));

        RunFolder.Open(_folder["after"], "lake", Run(checkpoints: Path.Combine(_folder["after"], "state")), None).Dispose();

        Assert.False(File.Exists(_folder[pending]));
    }

    private static FakeRunContext Run(string pipeline = "test", string? checkpoints = null) => new() { Name = pipeline, Folder = checkpoints };

    /// <summary>A file of a run that has ended.</summary>
    private string Left(FakeRunContext run, string name, string? needed = null, string? folder = null)
    {
        var keep = needed is null ? None : Directory.GetFiles(_folder.Path, needed, SearchOption.AllDirectories).ToHashSet();
        using var ended = RunFolder.Open(folder ?? _folder.Path, "lake", run, keep);
        var file = Path.Combine(ended.Path, name);
        File.WriteAllText(file, "rows");
        return file;
    }
}
