using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class BundleFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../secret")]
    public void Nothing_outside_is_read(string name)
    {
        Directory.CreateDirectory(_folder["bundle/a"]);
        _folder.Write("secret", "x");

        Assert.Equal($"'{name}' leads out of the bundle's folder", Assert.Throws<BundleFileException>(() => BundleFolder.Read(_folder["bundle"], name)).Message);
    }

    [Fact]
    public void A_link_that_leads_outside_is_not_followed()
    {
        Directory.CreateDirectory(_folder["bundle"]);
        File.CreateSymbolicLink(_folder["bundle/model"], _folder.Write("secret", "x"));

        Assert.Equal("'model' leads out of the bundle's folder by a link", Assert.Throws<BundleFileException>(() => BundleFolder.Read(_folder["bundle"], "model")).Message);
    }

    [Fact]
    public void A_file_in_a_folder_below_is_read()
    {
        _folder.Write("bundle/a/model", "x");

        Assert.Equal("x"u8.ToArray(), BundleFolder.Read(_folder["bundle"], "a/model"));
    }
}
