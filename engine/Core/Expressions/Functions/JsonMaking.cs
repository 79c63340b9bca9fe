using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions that make JSON of values, written as the sinks write them.</summary>
internal static class JsonMaking
{
    // A value is written here and copied to the arena before the next one is.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _value;

    public static IEnumerable<FunctionDefinition> All =>
    [
        new("json_object", FunctionCategory.Json,
            "The JSON object of names and their values, in the order written; a null is a null in it, json stands in it as it is, and a name that is null is left out with its value.",
            () => [Overload.SeesNulls("(name: string, value: any...) -> json", repeated: 2, Object)])
        {
            Examples = [new("to_string(json_object('feature', 'total', 'mean', 1.5, 'n', 3))", "{\"feature\":\"total\",\"mean\":1.5,\"n\":3}")],
        },
        new("to_json", FunctionCategory.Json, "The value as JSON: a list as an array, a text in quotes, json as it is, a time as text; NaN and infinities as null.",
            () => [Overload.Strict("(value: any) -> json", Value)])
        {
            Examples = [new("to_string(to_json('a\"b'))", "\"a\\\"b\"")],
        },
    ];

    public static Utf8 Begin(TextArena arena) => Of(arena, "{"u8);

    /// <summary>What was written so far, and a member.</summary>
    public static Utf8 Member(TextArena arena, Utf8 before, Utf8 name, Utf8 value)
    {
        var output = Empty();
        output.Write(before.Span);
        if (before.Length > 1) output.Write(","u8);
        JsonText.WriteString(name.Span, output);
        output.Write(":"u8);
        output.Write(value.Span);
        return Of(arena, output.WrittenSpan);
    }

    public static Utf8 End(TextArena arena, Utf8 before)
    {
        var room = arena.Room(before.Length + 1);
        before.Span.CopyTo(room);
        room[before.Length] = (byte)'}';
        return arena.Keep(before.Length + 1);
    }

    public static Utf8 OfText(TextArena arena, Utf8 text)
    {
        var output = Empty();
        JsonText.WriteString(text.Span, output);
        return Of(arena, output.WrittenSpan);
    }

    public static Utf8 OfJson(TextArena arena, Utf8 json)
    {
        var output = Empty();
        JsonText.WriteRaw(json.Span, output);
        return Of(arena, output.WrittenSpan);
    }

    public static Utf8 OfBool(TextArena arena, bool value) => Of(arena, value ? "true"u8 : "false"u8);

    public static Utf8 OfTime(TextArena arena, long value) => OfText(arena, ConversionFunctions.TextOfTime(arena, value));

    public static Utf8 OfSpan(TextArena arena, long value) => OfText(arena, ConversionFunctions.TextOfSpan(arena, value));

    public static Utf8 OfFloat(TextArena arena, double value)
    {
        if (!double.IsFinite(value)) return Of(arena, "null"u8);
        var output = Empty();
        ValueText.Write(value, output);
        return Of(arena, output.WrittenSpan);
    }

    public static Utf8 OfList(TextArena arena, ListSlice list)
    {
        var output = Empty();
        output.Write("["u8);
        for (var item = 0; item < list.Length; item++)
        {
            if (item > 0) output.Write(","u8);
            RowJson.WriteValue(list.Items, list.Start + item, output);
        }

        output.Write("]"u8);
        return Of(arena, output.WrittenSpan);
    }

    private static Emitted Object(KernelWriter writer, CallNode call)
    {
        var arena = writer.Arena();
        var text = writer.Local(Call(nameof(Begin), arena));
        for (var i = 0; i < call.Arguments.Count; i += 2)
        {
            var (name, value) = (writer.Emit(call.Arguments[i]), ValueOf(writer, call.Arguments[i + 1]));
            var member = Call(nameof(Member), arena, text, name.Value, value);
            text = writer.Local(name.Valid is null ? member : Linq.Condition(name.Valid, member, text));
        }

        return new Emitted(Call(nameof(End), arena, text), null);
    }

    private static Emitted Value(KernelWriter writer, CallNode call)
    {
        var value = writer.Emit(call.Arguments[0]);
        var json = Call(MakerOf(call.Arguments[0].Type), writer.Arena(), value.Value);
        return new Emitted(value.Valid is null ? json : Linq.Condition(value.Valid, json, Linq.Default(typeof(Utf8))), value.Valid);
    }

    /// <summary>A value's JSON, the word null for a null.</summary>
    private static Linq ValueOf(KernelWriter writer, Node node)
    {
        var value = writer.Emit(node);
        Linq json = Call(MakerOf(node.Type), writer.Arena(), value.Value);
        if (value.Valid is { } valid) json = Linq.Condition(valid, json, Call(nameof(Null), writer.Arena()));
        return writer.Local(json);
    }

    public static Utf8 Null(TextArena arena) => Of(arena, "null"u8);

    private static string MakerOf(ColumnType type) => type.Kind switch
    {
        Kind.Bool => nameof(OfBool),
        Kind.Int => nameof(OfInt),
        Kind.Float => nameof(OfFloat),
        Kind.Timestamp => nameof(OfTime),
        Kind.Duration => nameof(OfSpan),
        Kind.Json => nameof(OfJson),
        Kind.List => nameof(OfList),
        _ => nameof(OfText),
    };

    public static Utf8 OfInt(TextArena arena, long value) => ConversionFunctions.TextOfInt(arena, value);

    private static Linq Call(string method, params Linq[] arguments) => Linq.Call(typeof(JsonMaking), method, null, arguments);

    private static Utf8 Of(TextArena arena, ReadOnlySpan<byte> text)
    {
        text.CopyTo(arena.Room(text.Length));
        return arena.Keep(text.Length);
    }

    private static ArrayBufferWriter<byte> Empty()
    {
        var output = _value ??= new ArrayBufferWriter<byte>(256);
        output.ResetWrittenCount();
        return output;
    }
}
