using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>Where two options records differ, by the names that keys have in a pipeline file. Values are never told: they may be secrets.</summary>
internal static class OptionDifferences
{
    /// <summary>Paths of the values that are others, sorted: <c>tumbling</c>, <c>aggregate.mean</c>.</summary>
    public static IReadOnlyList<string> Of(object? before, object? after)
    {
        var (old, next) = (Flat(before), Flat(after));
        var differ = old.Keys.Union(next.Keys).Where(path => old.GetValueOrDefault(path) != next.GetValueOrDefault(path)).ToHashSet();
        // Of a map with another key in it, the key says enough.
        return [.. differ.Where(path => path.Length > 0 && !differ.Any(other => other.StartsWith($"{path}.", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Flat(object? options)
    {
        var values = new Dictionary<string, string>();
        Add(values, "", options);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string path, object? value)
    {
        switch (value)
        {
            case null or Location:
                return;
            case string text:
                values[path] = text;
                break;
            case IEnumerable all:
                AddAll(values, path, [.. all.Cast<object?>()]);
                break;
            case ColumnType or ValueType:
                values[path] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                break;
            default:
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    if (property.GetIndexParameters().Length == 0) Add(values, Below(path, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)), property.GetValue(value));
                break;
        }
    }

    /// <summary>A map by its keys, whose order counts too; a list as one value, for an item that is put in moves all others.</summary>
    private static void AddAll(Dictionary<string, string> values, string path, IReadOnlyList<object?> items)
    {
        var pairs = items.Select(Pair).ToList();
        if (items.Count == 0 || pairs.Contains(null))
        {
            values[path] = StateFingerprint.Text(items);
            return;
        }

        values[path] = string.Join(',', pairs.Select(pair => pair!.Value.Key));
        foreach (var pair in pairs) Add(values, Below(path, pair!.Value.Key), pair.Value.Value);
    }

    private static (string Key, object? Value)? Pair(object? item)
    {
        if (item?.GetType() is not { IsGenericType: true } type || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>)) return null;
        return ($"{type.GetProperty("Key")!.GetValue(item)}", type.GetProperty("Value")!.GetValue(item));
    }

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
