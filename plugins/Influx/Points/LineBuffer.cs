using System.Buffers;
using System.Buffers.Text;

namespace StreamGuard.Plugins.Influx.Points;

/// <summary>Bytes that lines are appended to; it grows, and keeps what it has grown to.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>
{
    // The longest number: -1.7976931348623157E+308 with room to spare.
    private const int LongestNumber = 32;

    private byte[] _bytes = new byte[4096];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Count);

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Count);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Count += bytes.Length;
    }

    public void Append(long value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(LongestNumber), out var digits);
        Count += digits;
    }

    /// <summary>As short as reads back exactly.</summary>
    public void Append(double value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(LongestNumber), out var digits);
        Count += digits;
    }

    /// <summary>Takes back what was appended behind so many bytes.</summary>
    public void CutTo(int count) => Count = count;

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Count);
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Count < Math.Max(more, 1)) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Count + more)));
    }
}
