using StreamGuard.Host.Http.Taps;

namespace StreamGuard.Host.Tests.Http.Taps;

public sealed class TestedFileTests
{
    private static readonly string Root = Path.GetPathRoot(Path.GetTempPath())!;

    [Theory]
    [InlineData("work/pipelines", "work/pipelines/a.yaml", "a.yaml")]
    [InlineData("work", "work/pipelines/a.yaml", "pipelines/a.yaml")]
    [InlineData("work/tests/new", "work/pipelines/a.yaml", "../../pipelines/a.yaml")]
    [InlineData("", "work/a.yaml", "work/a.yaml")]
    public void A_file_is_named_from_the_folder_of_its_test(string folder, string file, string expected) =>
        Assert.Equal(expected, TestedFile.NameFrom(Path.GetFullPath(folder, Root), Path.GetFullPath(file, Root)));

    [Fact]
    public void A_file_that_has_nothing_in_common_with_its_test_is_named_in_full()
    {
        var file = Path.GetFullPath("work/a.yaml", Root);

        Assert.Equal(file, TestedFile.NameFrom(Path.GetFullPath("saved", Root), file));
    }

    [Fact]
    public void A_test_whose_folder_is_not_known_belongs_beside_the_file() =>
        Assert.Equal("a.yaml", TestedFile.NameFrom(null, Path.GetFullPath("work/a.yaml", Root)));
}
