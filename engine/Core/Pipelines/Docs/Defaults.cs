using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>Defaults of options as they would be written.</summary>
internal static class Defaults
{
    /// <summary>The default for a schema; null when there is none to show.</summary>
    public static JsonNode? Json(OptionShape option, object defaults) => option.Property.GetValue(defaults) switch
    {
        bool truth => truth,
        int number => number,
        long number => number,
        double number => double.IsFinite(number) ? number : null,
        string text => text,
        Enum word => Naming.Snake(word.ToString()),
        IEnumerable => null,
        { } value when option.Type.IsValueType || WordType.Of(option.Type) is not null => value.ToString(),
        _ => null,
    };

    /// <summary>The default in a table: empty when there is none to show.</summary>
    public static string Text(OptionShape option, object defaults) =>
        Json(option, defaults) is not JsonValue value ? "" : value.TryGetValue<string>(out var text) ? text
        : value.TryGetValue<bool>(out var truth) ? (truth ? "true" : "false") : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
