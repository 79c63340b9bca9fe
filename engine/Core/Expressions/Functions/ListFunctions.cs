using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Expressions.Typing;

namespace StreamGuard.Core.Expressions.Functions;

/// <summary>Functions of lists; length and contains are among those of text.</summary>
internal static class ListFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("element_at", FunctionCategory.List, "The item at a place, counted from 1, or from the end with a negative one; null where there is none.", () =>
        [
            Overload.Of("(list: list(float), place: int) -> float", FloatAt),
            Overload.Of("(list: list(int), place: int) -> int", IntAt),
            Overload.Of("(list: list(string), place: int) -> string", TextAt),
            Overload.Of("(list: list(bool), place: int) -> bool", BoolAt),
            Overload.Of("(list: list(timestamp), place: int) -> timestamp", IntAt),
            Overload.Of("(list: list(duration), place: int) -> duration", IntAt),
        ]),
        new("join", FunctionCategory.List, "The texts of a list, with a separator between them; nulls are left out.", () =>
            [Overload.Of("(list: list(string), separator: string) -> string", Join)]),
    ];

    public static IEnumerable<Overload> Contains =>
    [
        Overload.Of("(list: list(int), item: int) -> bool", ContainsInt),
        Overload.Of("(list: list(float), item: float) -> bool", ContainsFloat),
        Overload.Of("(list: list(string), item: string) -> bool", ContainsText),
    ];

    public static long Length(ListSlice list) => list.Length;

    public static double? FloatAt(ListSlice list, long place) => Find(list, place) is { } item ? ((FixedColumn<double>)list.Items).Values[item] : null;

    public static long? IntAt(ListSlice list, long place) => Find(list, place) is { } item ? ((FixedColumn<long>)list.Items).Values[item] : null;

    public static bool? BoolAt(ListSlice list, long place) => Find(list, place) is { } item ? ((FixedColumn<bool>)list.Items).Values[item] : null;

    public static Utf8? TextAt(ListSlice list, long place) => Find(list, place) is { } item ? TextOf(list, item) : null;

    public static bool ContainsInt(ListSlice list, long sought)
    {
        for (var place = 1; place <= list.Length; place++)
            if (IntAt(list, place) == sought) return true;
        return false;
    }

    public static bool ContainsFloat(ListSlice list, double sought)
    {
        for (var place = 1; place <= list.Length; place++)
            if (FloatAt(list, place) == sought) return true;
        return false;
    }

    public static bool ContainsText(ListSlice list, Utf8 sought)
    {
        for (var place = 1; place <= list.Length; place++)
            if (TextAt(list, place) is { } text && TextFunctions.AreEqual(text, sought)) return true;
        return false;
    }

    public static Utf8 Join(TextArena arena, ListSlice list, Utf8 separator)
    {
        Utf8? joined = null;
        for (var place = 1; place <= list.Length; place++)
        {
            if (TextAt(list, place) is not { } text) continue;
            joined = joined is null ? text : TextMaking.Concat(arena, TextMaking.Concat(arena, joined.Value, separator), text);
        }

        return joined ?? default;
    }

    // The index of the item in the column of items; null for a null and beyond the list.
    private static int? Find(ListSlice list, long place)
    {
        var index = place < 0 ? list.Length + place : place - 1;
        if (index < 0 || index >= list.Length) return null;
        var item = list.Start + (int)index;
        return list.Items.IsNull(item) ? null : item;
    }

    private static Utf8 TextOf(ListSlice list, int item)
    {
        var column = (TextColumn)list.Items;
        var entry = column.Codes is null ? item : column.Codes[item];
        return new Utf8(column.Data, column.Offsets[entry], column.Offsets[entry + 1] - column.Offsets[entry]);
    }
}
