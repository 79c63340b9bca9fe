using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Transforms.Tables;

/// <summary>Reads a table's file whole, unpacked.</summary>
internal static class TableFile
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"the table '{path}' does not exist", path);
        using var file = InputFile.Open(path, 0);
        using var content = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = file.Read(block, content.Length)) > 0;) content.Write(block, 0, read);
        return content.ToArray();
    }

    /// <summary>How a file's name ends, before what says that it is packed: .csv.</summary>
    public static string Extension(string path) =>
        System.IO.Path.GetExtension(InputFile.IsPacked(path) ? System.IO.Path.GetFileNameWithoutExtension(path) : path).ToLowerInvariant();
}
