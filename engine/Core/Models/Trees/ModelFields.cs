using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees;

/// <summary>Fields of a model's document; what is missing or of another kind is told by name.</summary>
internal static class ModelFields
{
    public static JsonElement Field(this JsonElement of, string name) =>
        of.Find(name) ?? throw new ModelException($"it is another kind of file, or a broken one: '{name}' is missing");

    public static JsonElement? Find(this JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var found) ? found : null;

    public static JsonElement List(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.Array } list ? list : throw Wrong(name, "a list");

    public static string Text(this JsonElement of, string name) =>
        of.Field(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw Wrong(name, "text");

    /// <summary>A whole number, which may be written as text, as XGBoost does.</summary>
    public static int Number(this JsonElement of, string name) => of.FindNumber(name) ?? throw Wrong(name, "a whole number");

    /// <summary>A whole number, or null when there is no such field.</summary>
    public static int? FindNumber(this JsonElement of, string name)
    {
        if (of.Find(name) is not { } found) return null;
        var text = found.ValueKind == JsonValueKind.String ? found.GetString() : found.GetRawText();
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(name, "a whole number");
    }

    public static int[] Numbers(this JsonElement of, string name) =>
        Items<int>(of, name, static item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) ? number : null, "whole numbers");

    public static float[] Floats(this JsonElement of, string name) =>
        Items<float>(of, name, static item => item.ValueKind == JsonValueKind.Number && item.TryGetSingle(out var number) && float.IsFinite(number) ? number : null, "finite numbers");

    public static double[] Doubles(this JsonElement of, string name) =>
        Items<double>(of, name, static item => item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var number) && double.IsFinite(number) ? number : null, "finite numbers");

    /// <summary>Flags, as 0 and 1 or as false and true.</summary>
    public static bool[] Flags(this JsonElement of, string name) => Items<bool>(of, name, static item => item.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => item.GetDouble() != 0,
        _ => null,
    }, "flags");

    private static T[] Items<T>(JsonElement of, string name, Func<JsonElement, T?> read, string what) where T : struct
    {
        var list = of.List(name);
        var items = new T[list.GetArrayLength()];
        var at = 0;
        foreach (var item in list.EnumerateArray()) items[at++] = read(item) ?? throw Wrong(name, $"a list of {what}");
        return items;
    }

    private static ModelException Wrong(string name, string what) => new($"it is a broken model: '{name}' is not {what}");
}
