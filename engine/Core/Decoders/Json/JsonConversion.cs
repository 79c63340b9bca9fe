using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>Makes a column's value of a JSON value that is known to be well formed.</summary>
internal sealed class JsonConversion(ColumnSpec column)
{
    private const int LongestQuote = 60;

    private readonly int? _power = column.Unit is null ? null : Numbers.PowerOfUnit(column.Unit);

    /// <summary>Appends the value, or null for a null or a field that is missing (token None). Gives the reason when it does not fit.</summary>
    public string? Append(ReadOnlySpan<byte> value, JsonTokenType token, ColumnBuilder builder)
    {
        if (token is not (JsonTokenType.None or JsonTokenType.Null))
        {
            if (TryAppend(column.Type, value, token, builder)) return null;
            if (!column.NullOnError) return $"column '{column.Name}' wants {column.Type}: found {Describe(value, token)}{Remark(token)}";
        }

        builder.AppendNull();
        return null;
    }

    private bool TryAppend(ColumnType type, ReadOnlySpan<byte> value, JsonTokenType token, ColumnBuilder builder) => type.Kind switch
    {
        Kind.Bool => (token is JsonTokenType.True or JsonTokenType.False) && Put(builder, token == JsonTokenType.True),
        Kind.Int => token == JsonTokenType.Number && Numbers.TryInt(value, out var whole) && Put(builder, whole),
        Kind.Float => token == JsonTokenType.Number && Numbers.TryFloat(value, out var number) && Put(builder, number),
        Kind.Timestamp or Kind.Duration => TryMicros(type.Kind, value, token, out var micros) && Put(builder, micros),
        Kind.String => token == JsonTokenType.String && TryAppendText(value, (TextBuilder)builder),
        Kind.Json => Put((TextBuilder)builder, value),
        Kind.List => token == JsonTokenType.StartArray && TryAppendList(type.Element!, value, (ListBuilder)builder),
        _ => false,
    };

    private static bool Put<T>(ColumnBuilder builder, T value) where T : unmanaged
    {
        ((FixedBuilder<T>)builder).Append(value);
        return true;
    }

    private static bool Put(TextBuilder builder, ReadOnlySpan<byte> value)
    {
        builder.Append(value);
        return true;
    }

    private bool TryMicros(Kind kind, ReadOnlySpan<byte> value, JsonTokenType token, out long micros)
    {
        micros = 0;
        if (token == JsonTokenType.String && !value.Contains((byte)'\\')) return Times.TryText(kind, value[1..^1], out micros);
        if (token == JsonTokenType.String && Unescape(value) is { } text) return Times.TryText(kind, text, out micros);
        return token == JsonTokenType.Number && _power is { } power && Times.TryNumber(kind, value, power, out micros);
    }

    private static bool TryAppendText(ReadOnlySpan<byte> value, TextBuilder builder)
    {
        if (!value.Contains((byte)'\\')) return Put(builder, value[1..^1]);
        return Unescape(value) is { } text && Put(builder, text);
    }

    private bool TryAppendList(ColumnType element, ReadOnlySpan<byte> value, ListBuilder builder)
    {
        var before = builder.Items.Length;
        var reader = new Utf8JsonReader(value);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var (start, token) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            if (token == JsonTokenType.Null) builder.Items.AppendNull();
            else if (!TryAppend(element, value[start..(int)reader.BytesConsumed], token, builder.Items))
            {
                builder.Items.Truncate(before);
                return false;
            }
        }

        builder.CloseRow();
        return true;
    }

    /// <summary>The bytes a JSON string stands for; null when it holds half a surrogate pair, which no UTF-8 can say.</summary>
    private static byte[]? Unescape(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return Unescape(ref reader);
    }

    /// <summary>The same for the name or text a reader stands at.</summary>
    public static byte[]? Unescape(ref Utf8JsonReader reader)
    {
        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string Remark(JsonTokenType token) => token switch
    {
        JsonTokenType.Number when _power is null && column.Type.Kind is Kind.Timestamp or Kind.Duration => " (a number needs the column's 'unit')",
        JsonTokenType.String when column.Type.Kind == Kind.String => " (half a surrogate pair)",
        _ => "",
    };

    private static string Describe(ReadOnlySpan<byte> value, JsonTokenType token)
    {
        var name = token switch
        {
            JsonTokenType.StartObject => "object",
            JsonTokenType.StartArray => "list",
            JsonTokenType.String => "text",
            JsonTokenType.Number => "number",
            _ => "bool",
        };
        return value.Length <= LongestQuote ? $"{name} {Encoding.UTF8.GetString(value)}" : $"{name} {Encoding.UTF8.GetString(value[..LongestQuote])}…";
    }
}
