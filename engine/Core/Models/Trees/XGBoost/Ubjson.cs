using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>
/// Universal Binary JSON (ubjson.org, draft 12) as JSON, so that there is one reader of models. Floats are written with
/// the digits that give the same float again, and as text when they are not finite.
/// </summary>
internal ref struct Ubjson
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Utf8JsonWriter _json;
    private int _at;

    private Ubjson(ReadOnlySpan<byte> bytes, Utf8JsonWriter json)
    {
        _bytes = bytes;
        _json = json;
    }

    /// <exception cref="UbjsonException">The bytes are something else, or end too early.</exception>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(bytes.Length * 2);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            var reader = new Ubjson(bytes, json);
            reader.Value(reader.Marker(), depth: 0);
        }

        return buffer.WrittenMemory;
    }

    private void Value(byte marker, int depth)
    {
        if (depth > 32) throw Broken("too deep");
        switch ((char)marker)
        {
            case '{': Object(depth); break;
            case '[': Array(depth); break;
            case 'Z': _json.WriteNullValue(); break;
            case 'T': _json.WriteBooleanValue(true); break;
            case 'F': _json.WriteBooleanValue(false); break;
            case 'd': Float(BinaryPrimitives.ReadSingleBigEndian(Take(4))); break;
            case 'D': Double(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 'S' or 'H': _json.WriteStringValue(Take(Length())); break;
            case 'C': _json.WriteStringValue(Take(1)); break;
            default: _json.WriteNumberValue(Integer(marker)); break;
        }
    }

    private void Object(int depth)
    {
        _json.WriteStartObject();
        var (type, count) = Header();
        for (var i = 0; count is null ? !Ends((byte)'}') : i < count; i++)
        {
            _json.WritePropertyName(Take(Length()));
            Value(type ?? Marker(), depth + 1);
        }

        _json.WriteEndObject();
    }

    private void Array(int depth)
    {
        _json.WriteStartArray();
        var (type, count) = Header();
        for (var i = 0; count is null ? !Ends((byte)']') : i < count; i++) Value(type ?? Marker(), depth + 1);
        _json.WriteEndArray();
    }

    /// <summary>Type of all items and how many, where a container tells them.</summary>
    private (byte? Type, int? Count) Header()
    {
        byte? type = null;
        if (Peek() == '$')
        {
            _at++;
            type = Marker();
            if (Peek() != '#') throw Broken("a typed container without a count");
        }

        if (Peek() != '#') return (type, null);
        _at++;
        return (type, Length());
    }

    private bool Ends(byte marker)
    {
        if (Peek() != marker) return false;
        _at++;
        return true;
    }

    private int Length()
    {
        var length = Integer(Marker());
        return length >= 0 && length <= _bytes.Length ? (int)length : throw Broken($"{length} items in {_bytes.Length} bytes");
    }

    private long Integer(byte marker) => (char)marker switch
    {
        'i' => (sbyte)Take(1)[0],
        'U' => Take(1)[0],
        'I' => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        'l' => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        'L' => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        _ => throw Broken($"0x{marker:X2} is no type"),
    };

    private void Float(float value)
    {
        if (float.IsFinite(value)) _json.WriteNumberValue(value);
        else _json.WriteStringValue($"{value}");
    }

    private void Double(double value)
    {
        if (double.IsFinite(value)) _json.WriteNumberValue(value);
        else _json.WriteStringValue($"{value}");
    }

    // N means nothing and may stand anywhere.
    private byte Marker()
    {
        byte marker;
        do marker = Take(1)[0];
        while (marker == 'N');
        return marker;
    }

    private readonly byte Peek() => _at < _bytes.Length ? _bytes[_at] : throw Broken("the file ends");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_bytes.Length - _at < count) throw Broken("the file ends");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private readonly UbjsonException Broken(string what) => new($"{what} at byte {_at}");
}

/// <summary>Bytes are no UBJSON.</summary>
internal sealed class UbjsonException(string message) : Exception(message);
