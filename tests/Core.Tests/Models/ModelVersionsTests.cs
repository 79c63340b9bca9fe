using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class ModelVersionsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public ModelVersionsTests()
    {
        foreach (var version in (string[])["1", "2", "10"])
            FakeBundle.Write(_folder[version], yaml: FakeBundle.SumYaml.Replace("version: 1", $"version: {version}", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_versions_by_number_and_which_is_in_force()
    {
        _folder.Write("LATEST", "2\n");

        var versions = ModelVersions.List(_folder.Path);

        Assert.Equal([("1", "adder 1", false), ("2", "adder 2", true), ("10", "adder 10", false)], versions.Select(version => (version.Name, version.Bundle!, version.IsLatest)));
    }

    [Fact]
    public void Goes_back_to_what_was_in_force_before_step_by_step()
    {
        _folder.Write("LATEST", "1\n");
        ModelVersions.Promote(_folder.Path, "2", Now);
        ModelVersions.Promote(_folder.Path, "10", Now);

        Assert.Equal("2", ModelVersions.Rollback(_folder.Path, null));
        Assert.Equal("1", ModelVersions.Rollback(_folder.Path, null));
        Assert.Equal("1", ModelVersions.Latest(_folder.Path));
        Assert.Equal($"no version of '{_folder.Path}' was in force before", Assert.Throws<ModelVersionException>(() => ModelVersions.Rollback(_folder.Path, null)).Message);
    }

    [Fact]
    public void Goes_back_from_a_pointer_that_was_written_by_hand()
    {
        ModelVersions.Promote(_folder.Path, "1", Now);
        _folder.Write("LATEST", "10");

        Assert.Equal("1", ModelVersions.Rollback(_folder.Path, null));
        Assert.Equal("1", ModelVersions.Latest(_folder.Path));
    }

    [Fact]
    public void Goes_back_to_a_version_that_was_in_force_and_to_no_other()
    {
        ModelVersions.Promote(_folder.Path, "1", Now);
        ModelVersions.Promote(_folder.Path, "2", Now);
        Assert.Throws<ModelVersionException>(() => ModelVersions.Rollback(_folder.Path, "10"));

        Assert.Equal("1", ModelVersions.Rollback(_folder.Path, "1"));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("..")]
    [InlineData("1/../2")]
    public void Refuses_a_version_that_is_not_there(string version)
    {
        var error = Assert.Throws<ModelVersionException>(() => ModelVersions.Promote(_folder.Path, version, Now));

        Assert.EndsWith("there are 1, 2, 10", error.Message, StringComparison.Ordinal);
        Assert.Null(ModelVersions.Latest(_folder.Path));
    }

    [Fact]
    public void Leaves_nothing_but_LATEST_and_its_history_behind()
    {
        ModelVersions.Promote(_folder.Path, "2", Now);

        Assert.Equal(["HISTORY", "LATEST"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("2\n", File.ReadAllText(_folder["LATEST"]));
        Assert.Equal("2026-11-21T12:00:00Z 2\n", File.ReadAllText(_folder["HISTORY"]));
    }

    [Theory]
    [InlineData("../elsewhere", "'../elsewhere' is no version")]
    [InlineData("7", "there is no version '7'")]
    [InlineData("", "'' is no version")]
    public void A_pointer_that_leads_nowhere_is_told(string latest, string expected)
    {
        _folder.Write("LATEST", latest);

        Assert.StartsWith(expected, Assert.Throws<BundleFileException>(() => ModelFolder.Resolve(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
