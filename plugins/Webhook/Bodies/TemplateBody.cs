using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook.Bodies;

/// <summary>JSON that an author wrote, with values of the row in it. What a row holds stays within the text it is put into.</summary>
internal sealed class TemplateBody(IReadOnlyList<TemplateBody.Part> parts, IRowText text) : IBody
{
    // Quotes and the like stay readable: the text goes to a program, not into a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _words = new();

    public void Append(IBufferWriter<byte> output, Batch batch, int row)
    {
        foreach (var part in parts)
        {
            if (part.Words is { } words) AppendText(output, words, batch, row);
            else if (part.Column >= 0) text.JsonValue(batch[part.Column], row, output);
            else output.Write(part.Literal);
        }
    }

    private void AppendText(IBufferWriter<byte> output, IRowTemplate words, Batch batch, int row)
    {
        _words.ResetWrittenCount();
        words.AppendTo(_words, batch, row);
        using var json = new Utf8JsonWriter(output, Plain);
        json.WriteStringValue(_words.WrittenSpan);
    }

    /// <summary>A piece: JSON as it is, a column's value, or a text with values in it.</summary>
    /// <param name="Literal">JSON; empty for the others.</param>
    /// <param name="Column">The column's place; -1 for the others.</param>
    /// <param name="Words">The text; null for the others.</param>
    internal sealed record Part(byte[] Literal, int Column = -1, IRowTemplate? Words = null);
}
