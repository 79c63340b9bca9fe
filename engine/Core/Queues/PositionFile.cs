using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Queues;

/// <summary>
/// A small text of bytes that is replaced often, and is there, the last one or the one before, whenever the machine stops.
/// The file has two places for it, which are written to in turn: no room is needed on a disk that is full, which only what
/// is noted here may be about to empty.
/// </summary>
internal sealed class PositionFile : IDisposable
{
    private const int Head = sizeof(int) + sizeof(uint) + sizeof(long);
    private const int SmallestPlace = 4096;

    private readonly string _path;
    private SafeFileHandle? _file;
    private byte[] _place = [];
    private long _written;

    /// <param name="path">The file, which need not exist.</param>
    public PositionFile(string path)
    {
        _path = path;
        if (!File.Exists(path)) return;
        Open();
        foreach (var at in (long[])[0, _place.Length])
        {
            if (RandomAccess.Read(_file!, _place, at) < _place.Length || Read(_place) is not var (number, content) || number <= _written) continue;
            (_written, Last) = (number, content);
        }
    }

    /// <summary>What was written last; null when nothing was, or nothing of it can be read.</summary>
    public ReadOnlyMemory<byte>? Last { get; private set; }

    /// <summary>Returns when it is on disk.</summary>
    /// <exception cref="RetryableException">The disk is full.</exception>
    /// <exception cref="IOException">It cannot be written; names the file.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            FaultPoints.Reach("buffer.position.before");
            if (content.Length + Head > _place.Length) MakeLarger(content.Length + Head);
            Fill(_place, content, _written + 1);
            RandomAccess.Write(_file!, _place, (_written + 1) % 2 * _place.Length);
            RandomAccess.FlushToDisk(_file!);
            (_written, Last) = (_written + 1, content.ToArray());
            FaultPoints.Reach("buffer.position.after");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WriteFailure.Of(_path, e);
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>A file with larger places takes the place of this one; it has what was written last.</summary>
    private void MakeLarger(int bytes)
    {
        var place = Math.Max(SmallestPlace, bytes * 2);
        var file = new byte[place * 2];
        if (Last is { } last) Fill(file.AsSpan((int)(_written % 2) * place, place), last.Span, _written);
        _file?.Dispose();
        _file = null;
        DurableFile.Replace(_path, file);
        Open();
    }

    private void Open()
    {
        _file = File.OpenHandle(_path, FileMode.Open, FileAccess.ReadWrite);
        _place = new byte[RandomAccess.GetLength(_file) / 2];
    }

    private static void Fill(Span<byte> place, ReadOnlySpan<byte> content, long number)
    {
        place.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(place, content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(place[8..], number);
        content.CopyTo(place[Head..]);
        BinaryPrimitives.WriteUInt32LittleEndian(place[4..], Crc32C.Of(place.Slice(8, sizeof(long) + content.Length)));
    }

    /// <summary>Null where it was not written, or not to its end.</summary>
    private static (long Number, byte[] Content)? Read(ReadOnlySpan<byte> place)
    {
        if (place.Length < Head) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(place);
        if (length < 0 || length > place.Length - Head) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(place[4..]) != Crc32C.Of(place.Slice(8, sizeof(long) + length))) return null;
        return (BinaryPrimitives.ReadInt64LittleEndian(place[8..]), place.Slice(Head, length).ToArray());
    }
}
