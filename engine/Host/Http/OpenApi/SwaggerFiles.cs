using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace StreamGuard.Host.Http.OpenApi;

/// <summary>The files of Swagger UI, out of its assembly, where they are packed, and the page that starts it.</summary>
internal static class SwaggerFiles
{
    /// <summary>Where the page is.</summary>
    public const string Page = "/swagger";

    private const string Packed = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["index.html"] = "text/html; charset=utf-8",
        ["start.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui-bundle.js"] = "text/javascript; charset=utf-8",
        ["swagger-ui.css"] = "text/css; charset=utf-8",
        ["favicon-32x32.png"] = "image/png",
    };

    /// <summary>A path of these files, which anybody may have: they hold no data, and ask for the token.</summary>
    public static bool IsFile(PathString path) => path.Value is Page or $"{Page}/" || (path.StartsWithSegments(Page, out var rest) && Types.ContainsKey(rest.Value!.TrimStart('/')));

    /// <summary>One of them; null when there is none of the name.</summary>
    /// <param name="name">Without its folder; empty for the page.</param>
    public static SwaggerFile? Find(string name)
    {
        if (name.Length == 0) name = "index.html";
        if (!Types.TryGetValue(name, out var type)) return null;
        if (typeof(SwaggerFiles).Assembly.GetManifestResourceStream($"swagger/{name}") is { } own) return new SwaggerFile(type, own, IsPacked: false);
        return typeof(SwaggerUIOptions).Assembly.GetManifestResourceStream(Packed + name) is { } packed ? new SwaggerFile(type, packed, IsPacked: true) : null;
    }
}

/// <summary>A file of Swagger UI.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Bytes">What is in it; read once.</param>
/// <param name="IsPacked">By gzip.</param>
internal sealed record SwaggerFile(string Type, Stream Bytes, bool IsPacked)
{
    /// <summary>What is in it, unpacked.</summary>
    public Stream Plain() => IsPacked ? new GZipStream(Bytes, CompressionMode.Decompress) : Bytes;
}
