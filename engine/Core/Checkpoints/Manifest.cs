using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamGuard.Core.Checkpoints;

/// <summary>Where a block stands, and how it is known again.</summary>
/// <param name="Sha256">Of its content, in hexadecimal digits.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Epoch">The checkpoint that wrote it: its file of blocks has it.</param>
/// <param name="At">Its place in that file.</param>
internal sealed record BlockReference(string Sha256, int Bytes, long Epoch, long At);

/// <summary>One instance's state: its blocks one after the other.</summary>
internal sealed record ManifestState(string Component, string Part, string Kind, string Fingerprint, long Bytes, IReadOnlyList<BlockReference> Blocks);

/// <summary>
/// What a checkpoint consists of. As a file: <c>{"checkpoint":…,"sha256":"…"}</c> and a line feed, where the hash is that
/// of the bytes between, so that not a bit of the file can change unseen.
/// </summary>
internal sealed record Manifest
{
    /// <summary>The one version of the format so far.</summary>
    public const int CurrentFormat = 1;

    private const string Head = "{\"checkpoint\":";
    private const string Middle = ",\"sha256\":\"";
    private const string End = "\"}\n";

    // Names are written as people know them: partitions are often paths.
    private static readonly ManifestJson Json = new(new JsonSerializerOptions(ManifestJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public int Format { get; init; } = CurrentFormat;

    public required string Pipeline { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Of the run that wrote it.</summary>
    public required long Generation { get; init; }

    public required DateTimeOffset Taken { get; init; }

    /// <summary>Length of its own file of blocks.</summary>
    public required long NewBytes { get; init; }

    public required IReadOnlyList<ManifestState> States { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>>? Positions { get; init; }

    [JsonIgnore]
    public IEnumerable<BlockReference> Blocks => States.SelectMany(state => state.Blocks);

    public byte[] ToBytes()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(this, Json.Manifest);
        return [.. Encoding.ASCII.GetBytes(Head), .. body, .. Encoding.ASCII.GetBytes(Middle + Hash(body) + End)];
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="ToBytes"/> gave; says what is wrong.</exception>
    public static Manifest Parse(byte[] file)
    {
        var length = file.Length - Head.Length - Middle.Length - (2 * SHA256.HashSizeInBytes) - End.Length;
        if (length <= 0) throw new InvalidDataException($"it ends too early, after {file.Length} bytes");
        var body = file.AsSpan(Head.Length, length);
        if (!file.AsSpan(0, Head.Length).SequenceEqual(Encoding.ASCII.GetBytes(Head))
            || !file.AsSpan(Head.Length + length).SequenceEqual(Encoding.ASCII.GetBytes(Middle + Hash(body) + End)))
            throw new InvalidDataException("it was cut short or changed: its checksum is not that of its content");
        return Deserialize(body);
    }

    private static Manifest Deserialize(ReadOnlySpan<byte> body)
    {
        try
        {
            var format = JsonSerializer.Deserialize(body, Json.ManifestFormat)!.Format;
            if (format != CurrentFormat)
                throw new InvalidDataException($"it has format {format}, and this program reads format {CurrentFormat}: it was written by another version");
            return JsonSerializer.Deserialize(body, Json.Manifest)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it is not what a checkpoint's manifest has to be: {e.Message}", e);
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>What every version of a manifest has, whatever else it may look like.</summary>
internal sealed record ManifestFormat(int Format);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ManifestFormat))]
internal sealed partial class ManifestJson : JsonSerializerContext;
