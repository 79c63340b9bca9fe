using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace StreamGuard.Core.Connectors;

/// <summary>UTF-8 text as JSON strings (RFC 8259): only what must be escaped is, and broken UTF-8 becomes U+FFFD.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    /// <summary>Appends the text in quotes.</summary>
    public static void WriteString(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        if (!text.ContainsAny(Special) && Utf8.IsValid(text)) output.Write(text);
        else WriteEscaped(text, output);
        output.Write("\""u8);
    }

    /// <summary>Appends JSON as it is but for line ends, which can only be white space in it, and would break a line in two.</summary>
    public static void WriteRaw(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        while (json.IndexOfAny(LineEnds) is >= 0 and var at)
        {
            output.Write(json[..at]);
            output.Write(" "u8);
            json = json[(at + 1)..];
        }

        output.Write(json);
    }

    private static void WriteEscaped(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        while (!text.IsEmpty)
        {
            // An invalid sequence decodes to the replacement character.
            Rune.DecodeFromUtf8(text, out var rune, out var bytes);
            text = text[bytes..];
            if (rune.Value < 32 || rune.Value is '"' or '\\') WriteEscape((byte)rune.Value, output);
            else output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
        }
    }

    private static void WriteEscape(byte character, IBufferWriter<byte> output)
    {
        var escape = character switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            _ => "\\u00"u8,
        };
        output.Write(escape);
        if (escape.Length == 2) return;
        Utf8Formatter.TryFormat(character, output.GetSpan(2), out var digits, new StandardFormat('x', 2));
        output.Advance(digits);
    }
}
