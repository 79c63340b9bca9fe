using System.Text;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// A text inside an array of UTF-8 bytes: a value that kernels can keep in a local, which a span is not. The default
/// is the empty text.
/// </summary>
internal readonly struct Utf8(byte[] data, int start, int length)
{
    private readonly byte[]? _data = data;
    private readonly int _start = start;

    public int Length { get; } = length;

    public ReadOnlySpan<byte> Span => _data.AsSpan(_start, Length);

    public static Utf8 Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Utf8(bytes, 0, bytes.Length);
    }

    /// <summary>A part of the same bytes.</summary>
    public Utf8 Slice(int from, int length) => length == 0 ? default : new Utf8(_data!, _start + from, length);

    public override string ToString() => Encoding.UTF8.GetString(Span);
}
