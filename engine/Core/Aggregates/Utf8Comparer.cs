using StreamGuard.Core.State;

namespace StreamGuard.Core.Aggregates;

/// <summary>Texts are equal when their bytes are; looks up spans, so that a text known already is not copied.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] text) => GetHashCode(text.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> text) => (int)KeyStore.Hash(text);

    public byte[] Create(ReadOnlySpan<byte> text) => text.ToArray();
}
