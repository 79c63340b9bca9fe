using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>
/// The files of one sink's buffer, held by one run: the segments with rows, and <c>delivered</c>, which says how far they
/// were delivered.
/// </summary>
internal sealed class BufferFolder : IDisposable
{
    private readonly WriterLock _lock;

    /// <exception cref="IOException">Another run has it, or it cannot be written to.</exception>
    public BufferFolder(string path)
    {
        Path = path;
        _lock = WriterLock.Take(path, path, "buffer");
        Segments = new Segments(path);
        Delivered = new PositionFile(FileOf(path));
    }

    public string Path { get; }

    public Segments Segments { get; }

    public PositionFile Delivered { get; }

    /// <summary>How far a buffer was delivered that no run of this file has any more; null where there is none.</summary>
    public static BufferAck? Look(string path)
    {
        using var file = new PositionFile(FileOf(path));
        return BufferAck.Read(file);
    }

    public void Dispose()
    {
        Delivered.Dispose();
        _lock.Dispose();
    }

    private static string FileOf(string path) => System.IO.Path.Combine(path, "delivered");
}
