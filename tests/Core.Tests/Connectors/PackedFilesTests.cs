using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class PackedFilesTests : IDisposable
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 50_000).Select(i => $"line {i * 7919 % 104_729}")];
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Join('\n', Lines));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Unpacks_gzip_of_several_members()
    {
        var file = _folder.Write("a.txt.gz", [.. Gzip(Text[..1000]), .. Gzip(Text[1000..])]);

        var output = await Read(file);

        Assert.Equal(Lines, output.Lines[file]);
        Assert.Null(output.Expected);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 4)]
    [InlineData(1, 8)]
    public async Task Tells_a_gzip_file_that_was_cut_short(double share, int less)
    {
        var packed = Gzip(Text);
        var file = _folder.Write("a.txt.gz", packed[..((int)(packed.Length * share) - less)]);

        var e = await Assert.ThrowsAsync<IOException>(() => Read(file));

        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this was never packed")]
    public async Task Tells_what_is_no_gzip_file(string content)
    {
        var file = _folder.Write("a.txt.gz", content);

        await Assert.ThrowsAsync<IOException>(() => Read(file));
    }

    [Fact]
    public async Task Resumes_within_a_packed_file()
    {
        var file = _folder.Write("a.txt.gz", Gzip(Text));
        var whole = await Read(file);
        var output = new FakeSourceOutput { Saved = { [file] = whole.Chunks[1].Position } };

        await Read(file, output);

        Assert.Equal(whole.Chunks[1..].Sum(chunk => chunk.Length), output.Chunks.Sum(chunk => chunk.Length));
        Assert.Equal(Lines[^1], output.Lines[file][^1]);
    }

    [Fact]
    public async Task Unpacks_xz()
    {
        var file = Xz(_folder.Write("a.txt", Text));

        var output = await Read(file);

        Assert.Equal(Lines, output.Lines[file]);
    }

    [Fact]
    public async Task Tells_an_xz_file_that_was_cut_short()
    {
        var file = Xz(_folder.Write("a.txt", Text));
        _folder.Write("a.txt.xz", File.ReadAllBytes(file)[..^20]);

        var e = await Assert.ThrowsAsync<IOException>(() => Read(file));

        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.Contains("Unexpected end of input", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_to_install_when_the_program_is_missing()
    {
        var file = _folder.Write("a.txt.xz", "");

        using var xz = new XzFile(file, program: "a-program-that-is-not-there");
        var e = Assert.Throws<IOException>(() => xz.Read(new byte[1], 0));

        Assert.Contains("xz-utils", e.Message, StringComparison.Ordinal);
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
    }

    private static async Task<FakeSourceOutput> Read(string path, FakeSourceOutput? output = null)
    {
        output ??= new FakeSourceOutput();
        var source = new FileSource(new FileSourceOptions { Path = [path] });
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: true, maxLine: 1 << 20));
        await source.RunAsync(output, default);
        return output;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static string Xz(string file)
    {
        using var xz = Process.Start("xz", ["-0", "--", file]);
        xz.WaitForExit();
        return file + ".xz";
    }
}
