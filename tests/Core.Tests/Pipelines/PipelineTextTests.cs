using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public sealed class PipelineTextTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_utf8() => Assert.Equal("é: 1", PipelineText.Read(_folder.Write("a.yaml", "é: 1")));

    [Fact]
    public void A_missing_file_is_a_problem() => Assert.Contains("does not exist", Problem(_folder["none/a.yaml"]).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_a_problem() => Assert.Contains("it is a folder", Problem(_folder.Path).Message, StringComparison.Ordinal);

    [Fact]
    public void A_huge_file_is_a_problem() =>
        Assert.Contains("it has 5.0 MB", Problem(_folder.Write("a.yaml", new byte[5 * 1024 * 1024])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b.yaml")]
    public void A_path_that_is_none_is_a_problem(string path) => Assert.Equal(ProblemCodes.FileUnreadable, Problem(path).Code);

    [Fact]
    public void Bytes_that_are_not_utf8_are_pointed_at()
    {
        var problem = Problem(_folder.Write("a.yaml", [.. "a: 1\nb: é"u8, 0xff, .. "x"u8]));

        Assert.Equal((ProblemCodes.NotUtf8, 2, 5), (problem.Code, problem.Location.Line, problem.Location.Column));
    }

    [Fact]
    public void Text_in_utf16_is_not_utf8() =>
        Assert.Equal(ProblemCodes.NotUtf8, Problem(_folder.Write("a.yaml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("pipeline: p")])).Code);

    private static Problem Problem(string path)
    {
        var problems = new Problems();
        Assert.Null(PipelineLoader.Load(new LoadRequest(path), FakeComponents.Registry(), problems));
        return Assert.Single(problems.All);
    }
}
