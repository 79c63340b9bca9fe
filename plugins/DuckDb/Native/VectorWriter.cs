using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Native;

/// <summary>
/// Copies rows of a column into a vector of the type <see cref="Types"/> gives it. Long texts are not copied: the
/// vector points at the column's bytes, which must be pinned until an appender has taken the chunk.
/// </summary>
internal static unsafe class VectorWriter
{
    /// <summary>Copies rows <paramref name="from"/> to <paramref name="from"/> + <paramref name="count"/> to the front of the vector.</summary>
    /// <param name="vector">Has room for the rows, all valid.</param>
    /// <param name="column">Where they are.</param>
    /// <param name="from">First row.</param>
    /// <param name="count">How many.</param>
    /// <param name="pins">Takes what must stay pinned.</param>
    public static void Write(nint vector, Column column, int from, int count, List<GCHandle> pins)
    {
        var data = Api.VectorData(vector);
        switch (column)
        {
            case FixedColumn<bool> bools: Copy(bools.Values, data, from, count); break;
            case FixedColumn<long> ints: Copy(ints.Values, data, from, count); break;
            case FixedColumn<double> floats: Copy(floats.Values, data, from, count); break;
            case TextColumn texts: CopyTexts(texts, (DuckString*)data, from, count, pins); break;
            case ListColumn lists: CopyLists(vector, lists, (DuckList*)data, from, count, pins); break;
            default: throw new NotSupportedException($"columns of {column.Type}");
        }

        if (column.Validity is { } bits) CopyValidity(vector, bits, from, count);
    }

    private static void Copy<T>(ReadOnlySpan<T> values, void* data, int from, int count) where T : unmanaged =>
        values.Slice(from, count).CopyTo(new Span<T>(data, count));

    private static void CopyTexts(TextColumn texts, DuckString* to, int from, int count, List<GCHandle> pins)
    {
        var pin = GCHandle.Alloc(texts.Data, GCHandleType.Pinned);
        pins.Add(pin);
        var data = (byte*)pin.AddrOfPinnedObject();
        var (offsets, codes, validity) = (texts.Offsets, texts.Codes, texts.Validity);
        for (var i = 0; i < count; i++)
        {
            // A null row's text is undefined and must not be looked at.
            to[i] = default;
            if (!Bits.IsValid(validity, from + i)) continue;
            var entry = codes is null ? from + i : codes[from + i];
            var length = to[i].Length = offsets[entry + 1] - offsets[entry];
            var start = data + offsets[entry];
            if (length <= DuckString.MostInlined)
            {
                Buffer.MemoryCopy(start, to[i].Inlined, DuckString.MostInlined, length);
            }
            else
            {
                Buffer.MemoryCopy(start, to[i].Inlined, 4, 4);
                to[i].Pointer = start;
            }
        }
    }

    private static void CopyLists(nint vector, ListColumn lists, DuckList* to, int from, int count, List<GCHandle> pins)
    {
        var (first, last) = (lists.Offsets[from], lists.Offsets[from + count]);
        for (var i = 0; i < count; i++)
        {
            to[i].Offset = (ulong)(lists.Offsets[from + i] - first);
            to[i].Length = (ulong)(lists.Offsets[from + i + 1] - lists.Offsets[from + i]);
        }

        _ = Api.ReserveList(vector, (ulong)(last - first));
        _ = Api.SetListSize(vector, (ulong)(last - first));
        if (last > first) Write(Api.ListChild(vector), lists.Items, first, last - first, pins);
    }

    private static void CopyValidity(nint vector, ulong[] bits, int from, int count)
    {
        Api.EnsureValidity(vector);
        var to = Api.VectorValidity(vector);
        var shift = from & 63;
        for (var word = 0; word < Bits.Words(count); word++)
        {
            var at = (from >> 6) + word;
            to[word] = bits[at] >> shift;
            if (shift != 0 && at + 1 < bits.Length) to[word] |= bits[at + 1] << (64 - shift);
        }
    }
}
