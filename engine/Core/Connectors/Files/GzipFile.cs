using System.IO.Compression;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// A gzip file, of one member or several. That one which was cut short is told from a whole one rests on the runtime's
/// strict validation, which the build turns on for every program.
/// </summary>
internal sealed class GzipFile : InputFile
{
    private readonly GZipStream _unpacked;

    public GzipFile(string path) : base(path)
    {
        var packed = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _unpacked = new GZipStream(packed, CompressionMode.Decompress);
        if (packed.Length > 0) return;
        Dispose();
        throw new IOException($"'{path}' is empty, which no gzip file is");
    }

    public override int Read(Span<byte> room, long at)
    {
        try
        {
            return _unpacked.Read(room);
        }
        catch (InvalidDataException e)
        {
            throw new IOException($"'{Path}' is no gzip file, or is damaged or cut short behind byte {at} of its content", e);
        }
    }

    public override void Dispose() => _unpacked.Dispose();
}
