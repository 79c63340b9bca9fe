using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class FilePatternTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public FilePatternTests()
    {
        foreach (var name in (string[])["a.csv", "b.csv", "b.json", "x/c.csv", "x/y/d.csv", ".hidden.csv", ".streamguard/part.csv"])
            _folder.Write(name, "");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.csv", "a.csv b.csv")]
    [InlineData("?.json", "b.json")]
    [InlineData("*/*.csv", "x/c.csv")]
    [InlineData("x/y/d.csv", "x/y/d.csv")]
    [InlineData("**/*.csv", "a.csv b.csv x/c.csv x/y/d.csv")]
    [InlineData("x/**", "x/c.csv x/y/d.csv")]
    [InlineData("**/y/*", "x/y/d.csv")]
    [InlineData(".*.csv", ".hidden.csv")]
    [InlineData("*.txt", "")]
    [InlineData("none/*.csv", "")]
    public void Finds_files_by_name(string pattern, string expected)
    {
        var found = FilePattern.Find(_folder[pattern]);

        Assert.Equal(expected, string.Join(' ', found.Select(path => Path.GetRelativePath(_folder.Path, path))));
    }

    [Fact]
    public void Does_not_go_in_circles_through_links()
    {
        Directory.CreateSymbolicLink(_folder["x/back"], _folder.Path);

        Assert.Equal(4, FilePattern.Find(_folder["**/*.csv"]).Count);
    }
}
