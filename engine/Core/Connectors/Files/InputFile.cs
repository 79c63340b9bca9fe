namespace StreamGuard.Core.Connectors.Files;

/// <summary>A file that is read to its end once: its bytes, unpacked where its name ends in .gz or .xz.</summary>
internal abstract class InputFile(string path) : IDisposable
{
    protected string Path { get; } = path;

    /// <summary>Reading may go on anywhere, not only behind what was read.</summary>
    public virtual bool CanSeek => false;

    /// <summary>Its name says that it is packed, so that nobody knows how many bytes it holds.</summary>
    public static bool IsPacked(string path) => IsGzip(path) || IsXz(path);

    /// <exception cref="IOException">The file cannot be read, or is shorter than where reading is to go on.</exception>
    public static InputFile Open(string path, long resumeAt) =>
        IsGzip(path) ? new GzipFile(path) : IsXz(path) ? new XzFile(path) : new PlainFile(path, resumeAt);

    /// <summary>Reads some bytes from a place on; 0 at the end.</summary>
    /// <exception cref="IOException">The file is damaged, or was cut short while it was read.</exception>
    public abstract int Read(Span<byte> room, long at);

    public abstract void Dispose();

    private static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static bool IsXz(string path) => path.EndsWith(".xz", StringComparison.OrdinalIgnoreCase);
}
