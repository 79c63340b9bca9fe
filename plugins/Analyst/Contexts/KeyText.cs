using System.Buffers;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>The key of rows as text: the values of its columns as JSON, so that no two keys are one.</summary>
internal sealed class KeyText(IReadOnlyList<int> columns, IRowText text)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private char[] _letters = new char[64];

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<char> Of(Batch batch, int row)
    {
        _bytes.ResetWrittenCount();
        foreach (var column in columns)
        {
            if (_bytes.WrittenCount > 0) _bytes.Write(","u8);
            text.JsonValue(batch[column], row, _bytes);
        }

        if (_letters.Length < _bytes.WrittenCount) _letters = new char[2 * _bytes.WrittenCount];
        return _letters.AsSpan(0, Encoding.UTF8.GetChars(_bytes.WrittenSpan, _letters));
    }
}
