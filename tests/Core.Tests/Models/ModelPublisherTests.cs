using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class ModelPublisherTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ModelPublisher _publisher = new(name => name == "fake" ? new FakeModelFormat() : null, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adds_a_version_and_puts_it_in_force()
    {
        Assert.Equal("1", _publisher.Publish(_folder["models"], Files));
        Assert.Equal("2", _publisher.Publish(_folder["models"], Files));

        Assert.Equal([("1", "adder 1", false), ("2", "adder 2", true)], ModelVersions.List(_folder["models"]).Select(version => (version.Name, version.Bundle!, version.IsLatest)));
        Assert.Equal("1", ModelVersions.Rollback(_folder["models"], null));
    }

    [Fact]
    public void Gives_out_no_number_twice()
    {
        _folder.Write("models/7/notes.txt", "its bundle was taken away");

        Assert.Equal("8", _publisher.Publish(_folder["models"], Files));
    }

    [Fact]
    public void What_is_no_good_is_not_put_in_force_and_not_left_behind()
    {
        _publisher.Publish(_folder["models"], Files);

        var refused = Assert.Throws<ModelException>(() => _publisher.Publish(_folder["models"], version => [.. Files(version, "golden: { golden.csv: rows }"), new BundleFile("golden.csv", "a,b,total\n1,2,4\n"u8.ToArray())]));

        Assert.StartsWith("version 2 was made and is no good, so it is not put in force: golden: golden.csv: 1 rows", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], Directory.GetDirectories(_folder["models"]).Select(Path.GetFileName));
        Assert.Equal("1", ModelVersions.Latest(_folder["models"]));
    }

    [Fact]
    public void A_run_that_leaves_nothing_behind_checks_all_the_same()
    {
        var trying = new ModelPublisher(_ => new FakeModelFormat(), TimeProvider.System, keeps: false);

        Assert.Equal("1", trying.Publish(_folder["models"], Files));
        Assert.Throws<ModelException>(() => trying.Publish(_folder["models"], version => [.. Files(version).Skip(1)]));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_a_killed_run_has_left_aside_is_taken_away()
    {
        FakeBundle.Write(_folder["models/.1.4711"]);
        _folder.Write("models/.notes/text", "not ours");

        Assert.Equal("1", _publisher.Publish(_folder["models"], Files));

        Assert.Equal([".notes", "1"], Directory.GetDirectories(_folder["models"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_runs_add_a_version_each()
    {
        using var both = new Barrier(2);

        var versions = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            both.SignalAndWait();
            return _publisher.Publish(_folder["models"], Files);
        })));

        Assert.Equal(["1", "2"], versions.Order());
        Assert.Equal("2", ModelVersions.Latest(_folder["models"]));
    }

    [Fact]
    public void A_version_that_is_being_written_is_none_yet()
    {
        _publisher.Publish(_folder["models"], Files);
        IReadOnlyList<string> seen = [];

        _publisher.Publish(_folder["models"], version =>
        {
            FakeBundle.Write(_folder[$"models/.{version}.other"]);
            seen = [.. ModelVersions.List(_folder["models"]).Select(known => known.Name)];
            return Files(version);
        });

        Assert.Equal(["1"], seen);
    }

    private static IReadOnlyList<BundleFile> Files(string version) => Files(version, "");

    private static IReadOnlyList<BundleFile> Files(string version, string more)
    {
        var model = Encoding.UTF8.GetBytes(FakeBundle.Sum);
        var yaml = FakeBundle.SumYaml.Replace("{sha}", BundleFolder.HashOf(model), StringComparison.Ordinal).Replace("version: 1", $"version: {version}", StringComparison.Ordinal);
        return [new BundleFile("model.fake", model), new BundleFile("bundle.yaml", Encoding.UTF8.GetBytes($"{yaml}\n{more}\n"))];
    }
}
