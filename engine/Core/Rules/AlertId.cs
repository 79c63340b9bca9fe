using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// Names an alert: 32 hexadecimal digits, the first 128 bits of the SHA-256 of pipeline, component, rule, key and the
/// row's source position, or its identity columns where rows have no position. The same in a replay.
/// </summary>
/// <param name="pipeline">The pipeline's name.</param>
/// <param name="component">The transform's name: two of them may have rules of one name.</param>
/// <param name="rule">The rule's name.</param>
/// <param name="key">Places of the rule's key columns.</param>
/// <param name="identity">Places of the columns that tell one row from another where there is no position.</param>
internal sealed class AlertId(string pipeline, string component, string rule, int[] key, int[] identity)
{
    private const int HashBytes = 16;

    private readonly byte[] _prefix = Encoding.UTF8.GetBytes($"{pipeline}\0{component}\0{rule}\0");
    private readonly ArrayBufferWriter<byte> _content = new();

    public void AppendTo(TextBuilder output, Batch batch, int row)
    {
        _content.ResetWrittenCount();
        _content.Write(_prefix);
        foreach (var column in key) Write(batch[column], row);
        if (batch.Origin is { } origin) WritePosition(origin, row);
        else
            foreach (var column in identity) Write(batch[column], row);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> digits = stackalloc byte[2 * HashBytes];
        SHA256.HashData(_content.WrittenSpan, hash);
        Convert.TryToHexStringLower(hash[..HashBytes], digits, out _);
        output.Append(digits);
    }

    private void WritePosition(Origin origin, int row)
    {
        Write(origin.Position(row));
        var partition = origin.Partition(row);
        var space = _content.GetSpan(Encoding.UTF8.GetMaxByteCount(partition.Length));
        _content.Advance(Encoding.UTF8.GetBytes(partition, space));
    }

    /// <summary>A byte that is 0 for null, then the value; texts and lists behind their length, so that no two rows write the same.</summary>
    private void Write(Column column, int row)
    {
        _content.Write([column.IsNull(row) ? (byte)0 : (byte)1]);
        if (column.IsNull(row)) return;
        switch (column)
        {
            case FixedColumn<long> ints: Write(ints.Values[row]); break;
            case FixedColumn<double> floats: Write(BitConverter.DoubleToInt64Bits(floats.Values[row])); break;
            case FixedColumn<bool> bools: Write(bools.Values[row] ? 1 : 0); break;
            case TextColumn text:
                Write(text[row].Length);
                _content.Write(text[row]);
                break;
            case ListColumn list:
                Write(list.Offsets[row + 1] - list.Offsets[row]);
                for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++) Write(list.Items, item);
                break;
        }
    }

    private void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_content.GetSpan(8), value);
        _content.Advance(8);
    }
}
