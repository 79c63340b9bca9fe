namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// Room for the texts that functions make. A row's texts are copied to the result before the next row begins, so the
/// room is used again row after row.
/// </summary>
internal sealed class TextArena
{
    private byte[] _buffer = new byte[256];
    private char[] _characters = [];
    private int _used;

    /// <summary>All texts made here so far may be overwritten.</summary>
    public void Reset() => _used = 0;

    /// <summary>Room for so many bytes; give what was written to <see cref="Keep"/> before the next call.</summary>
    public Span<byte> Room(int atMost)
    {
        // Texts made before keep the old array alive.
        if (_buffer.Length - _used < atMost) (_buffer, _used) = (new byte[Math.Max(atMost, _buffer.Length * 2)], 0);
        return _buffer.AsSpan(_used);
    }

    /// <summary>The text of the first bytes of the room.</summary>
    public Utf8 Keep(int length)
    {
        _used += length;
        return new Utf8(_buffer, _used - length, length);
    }

    /// <summary>Room for UTF-16, overwritten by the next call.</summary>
    public Span<char> Characters(int atMost)
    {
        if (_characters.Length < atMost) _characters = new char[Math.Max(atMost, 256)];
        return _characters;
    }
}
