using System.Text;
using System.Text.Json;

namespace StreamGuard.Core.Replay;

/// <summary>A dead letter as the file sink writes it; see <see cref="Planning.DeadLetterSchema"/>.</summary>
/// <param name="Component">Where it was refused.</param>
/// <param name="Partition">Where its record was read; null for a row that was made.</param>
/// <param name="Position">Its place there.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Length">Bytes the record had.</param>
/// <param name="Bytes">The record, or the first bytes of a long one.</param>
internal sealed record DeadLetter(string Component, string? Partition, long? Position, string Reason, long Length, byte[] Bytes)
{
    /// <summary>All of the record is here.</summary>
    public bool IsWhole => Bytes.Length == Length;

    /// <summary>Reads a line; null when it is no dead letter.</summary>
    public static DeadLetter? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var letter = json.RootElement;
            return new DeadLetter(
                letter.GetProperty("component").GetString()!,
                letter.GetProperty("partition").GetString(),
                letter.GetProperty("position") is { ValueKind: JsonValueKind.Number } position ? position.GetInt64() : null,
                letter.GetProperty("reason").GetString() ?? "",
                letter.GetProperty("length").GetInt64(),
                letter.GetProperty("raw").GetString() is { } text ? Encoding.UTF8.GetBytes(text) : letter.GetProperty("raw_base64").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
