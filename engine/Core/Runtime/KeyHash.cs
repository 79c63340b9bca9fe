using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Spreads rows over lanes: a hash of the key columns of each row, the same for equal keys in every batch.</summary>
internal static class KeyHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Fills in the lane of each row.</summary>
    public static void Lanes(Batch batch, ReadOnlySpan<int> keyColumns, int lanes, Span<int> laneOf)
    {
        var hashes = Buffers.Rent<ulong>(batch.Rows);
        var span = hashes.AsSpan(0, batch.Rows);
        span.Clear();
        foreach (var column in keyColumns) Mix(batch[column], span);
        for (var row = 0; row < span.Length; row++) laneOf[row] = (int)((span[row] >> 32) * (ulong)lanes >> 32);
        Buffers.Return(hashes);
    }

    private static void Mix(Column column, Span<ulong> hashes)
    {
        switch (column)
        {
            case FixedColumn<long> ints:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Mix(hashes[row], column.IsNull(row) ? ulong.MaxValue : (ulong)ints.Values[row]);
                break;
            case FixedColumn<double> floats:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Mix(hashes[row], column.IsNull(row) ? ulong.MaxValue : OfFloat(floats.Values[row]));
                break;
            case FixedColumn<bool> bools:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Mix(hashes[row], column.IsNull(row) ? ulong.MaxValue : bools.Values[row] ? 1UL : 0);
                break;
            case TextColumn text:
                for (var row = 0; row < hashes.Length; row++) hashes[row] = Mix(hashes[row], column.IsNull(row) ? ulong.MaxValue : OfText(text[row]));
                break;
            default:
                throw new NotSupportedException($"a column of type {column.Type} cannot be a key");
        }
    }

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * Multiplier;
        return hash ^ (hash >> 29);
    }

    // NaN equals NaN and −0.0 equals 0.0 as keys.
    private static ulong OfFloat(double value) =>
        double.IsNaN(value) ? 0x7FF8000000000000 : value == 0 ? 0 : (ulong)BitConverter.DoubleToInt64Bits(value);

    private static ulong OfText(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length;
        foreach (var b in text) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }
}
