using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Plugins.Detectors.Tests.Support;

/// <summary>Files that are packed with xz.</summary>
internal static class Packed
{
    public static byte[] Read(string path)
    {
        using var from = new XzFile(path);
        using var to = new MemoryStream();
        var room = new byte[1 << 16];
        for (int read; (read = from.Read(room, to.Length)) > 0;) to.Write(room, 0, read);
        return to.ToArray();
    }
}
