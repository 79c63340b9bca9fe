using System.IO.Compression;
using System.Security.Cryptography;

namespace StreamGuard.Host.Http.Page;

/// <summary>The files of the page that were put into the program; none where it was built without npm.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    /// <summary>By path, the first page at <c>/</c>.</summary>
    public static IReadOnlyDictionary<string, PageFile> All { get; } = Read().ToDictionary(file => file.Path, StringComparer.Ordinal);

    private static IEnumerable<PageFile> Read()
    {
        var program = typeof(PageFiles).Assembly;
        foreach (var name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = program.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            yield return new PageFile(name[(Prefix.Length - 1)..], bytes.ToArray());
        }
    }
}

/// <summary>A file of the page.</summary>
internal sealed class PageFile
{
    private readonly Lazy<byte[]> _packed;

    public PageFile(string path, byte[] bytes)
    {
        (Path, Bytes) = (path == "/index.html" ? "/" : path, bytes);
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"";
        _packed = new Lazy<byte[]>(Pack);
    }

    public string Path { get; }

    public byte[] Bytes { get; }

    /// <summary>The same, by Brotli.</summary>
    public byte[] Packed => _packed.Value;

    /// <summary>Its ETag.</summary>
    public string Tag { get; }

    /// <summary>Its name has a hash of what is in it, so that it never changes.</summary>
    public bool IsNamedByContent => Path.StartsWith("/assets/", StringComparison.Ordinal);

    public string Type => System.IO.Path.GetExtension(Path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    };

    private byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize)) brotli.Write(Bytes);
        return packed.ToArray();
    }
}
