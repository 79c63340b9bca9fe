using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook.Sending;

/// <summary>By which a receiver tells what is sent again: the value of a column, or a hash of those of several rows.</summary>
/// <param name="column">The column's place.</param>
/// <param name="text">How values are written.</param>
internal sealed class IdempotencyKey(int column, IRowText text)
{
    private const int Longest = 255;

    private readonly ArrayBufferWriter<byte> _value = new();

    /// <summary>The key of rows that are sent together; null where one of them has none.</summary>
    public string? Of(ReadOnlySpan<(Batch Batch, int Row)> rows)
    {
        _value.ResetWrittenCount();
        foreach (var (batch, row) in rows)
        {
            if (batch[column].IsNull(row)) return null;
            if (rows.Length > 1 && _value.WrittenCount > 0) _value.Write("\n"u8);
            text.Plain(batch[column], row, _value);
        }

        var value = _value.WrittenSpan;
        var isKey = rows.Length == 1 && value.Length is > 0 and <= Longest && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');
        return isKey ? Encoding.ASCII.GetString(value) : Convert.ToHexStringLower(SHA256.HashData(value));
    }
}
