using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Columns that rows are ordered by, each upwards or downwards. Nulls and NaN stand last either way, text goes by its UTF-8
/// bytes.
/// </summary>
internal sealed class SortOrder
{
    private const byte Value = 0;
    private const byte NaN = 1;
    private const byte Null = 2;

    private readonly (int Column, bool Descending)[] _columns;

    private SortOrder((int, bool)[] columns) => _columns = columns;

    /// <summary>Reads <c>[score desc, user]</c>; null when there was a problem, which has been reported.</summary>
    /// <param name="path">The option.</param>
    /// <param name="texts">A column each, and asc or desc behind it.</param>
    /// <param name="binding">Takes what is wrong.</param>
    public static SortOrder? Bind(string path, IReadOnlyList<string> texts, TransformBinding binding)
    {
        var columns = texts.Select((text, i) => Read($"{path}[{i}]", text, binding)).ToArray();
        return Array.Exists(columns, column => column.Column < 0) ? null : new SortOrder(columns);
    }

    /// <summary>By these columns, and where they are equal by others.</summary>
    public SortOrder Then(SortOrder others) => new([.. _columns, .. others._columns]);

    /// <summary>Bytes of a row whose order is the order of rows.</summary>
    public byte[] KeyOf(Batch batch, int row)
    {
        var most = 0;
        foreach (var (column, _) in _columns) most += KeyEncoder.MaxLength(batch[column], row);
        var key = new byte[most];
        var length = 0;
        foreach (var (column, descending) in _columns) length += Write(batch[column], row, descending, key.AsSpan(length));
        return length == most ? key : key[..length];
    }

    private static (int Column, bool Descending) Read(string path, string text, TransformBinding binding)
    {
        var words = text.Trim();
        var descending = EndsWith(words, " desc");
        // A column may have such a name itself.
        if (binding.Input.IndexOf(words) < 0 && (descending || EndsWith(words, " asc"))) words = words[..words.LastIndexOf(' ')].TrimEnd();
        else descending = false;
        return (binding.RequireColumn(path, words, binding.Input, KeyEncoder.Fits, "a single value, not a list"), descending);
    }

    private static bool EndsWith(string text, string word) => text.EndsWith(word, StringComparison.OrdinalIgnoreCase);

    private static int Write(Column column, int row, bool descending, Span<byte> output)
    {
        if (column.IsNull(row) || (column is FixedColumn<double> floats && double.IsNaN(floats.Values[row])))
        {
            output[0] = column.IsNull(row) ? Null : NaN;
            return 1;
        }

        var length = KeyEncoder.Write(column, row, output);
        output[0] = Value;
        if (!descending) return length;
        for (var i = 1; i < length; i++) output[i] = (byte)~output[i];
        return length;
    }
}

/// <summary>The order of bytes, the shorter of two that are alike so far first.</summary>
internal sealed class ByteOrder : IComparer<byte[]>
{
    public static readonly ByteOrder Instance = new();

    public int Compare(byte[]? left, byte[]? right) => left.AsSpan().SequenceCompareTo(right);
}
