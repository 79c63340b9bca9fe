using System.Reflection;
using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>JSON Schemas of options records, with their documentation as hover text.</summary>
internal sealed class OptionSchemas(XmlDocs docs)
{
    /// <summary>What may stand behind a component's kind, or in place of a nested record.</summary>
    /// <param name="record">The options record.</param>
    /// <param name="isPartial">Part of a profile: nothing is required and null removes.</param>
    public JsonObject Record(Type record, bool isPartial = false)
    {
        var shape = new OptionsShape(record);
        var forms = new List<JsonObject>();
        if (shape.Whole is { } whole) forms.Add(Value(whole.Type, whole.Property));
        if (shape.TakesMap) forms.Add(Map(shape, isPartial));
        if (!shape.Options.Any(option => option.IsRequired) && shape.ExactlyOneOf.Count == 0) forms.Add(new JsonObject { ["type"] = "null" });
        return AnyOf(forms);
    }

    /// <summary>The map of a record's options.</summary>
    public JsonObject Map(OptionsShape shape, bool isPartial = false)
    {
        var result = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = Properties(shape, isPartial) };
        if (isPartial) return result;
        var required = shape.Options.Where(option => option.IsRequired).Select(option => (JsonNode)option.Key).ToList();
        if (required.Count > 0) result["required"] = new JsonArray([.. required]);
        if (shape.ExactlyOneOf.Count > 0) result["allOf"] = new JsonArray([.. shape.ExactlyOneOf.Select(OneOf)]);
        return result;
    }

    public JsonObject Properties(OptionsShape shape, bool isPartial = false)
    {
        var defaults = shape.Create();
        var properties = new JsonObject();
        foreach (var option in shape.Options) properties[option.Key] = Option(option, defaults, isPartial);
        return properties;
    }

    private JsonObject Option(OptionShape option, object defaults, bool isPartial)
    {
        var value = TypeShape.IsRecord(option.Type) ? Record(option.Type, isPartial) : Value(option.Type, option.Property);
        if (isPartial) value = AnyOf([value, new JsonObject { ["type"] = "null" }]);
        var result = new JsonObject();
        if (Describe(option) is { } description) result["description"] = description;
        if (!option.IsRequired && Defaults.Json(option, defaults) is { } standard) result["default"] = standard;
        foreach (var (key, node) in value.ToList())
        {
            value.Remove(key);
            result[key] = node;
        }

        return result;
    }

    private string? Describe(OptionShape option)
    {
        var text = docs.Summary(option.Property);
        if (option.Type == typeof(ExpressionText)) text = $"{text} An expression.".Trim();
        if (option.Type.IsEnum)
        {
            var words = Enum.GetNames(option.Type).Select(name => (Word: Naming.Snake(name), Text: docs.Word(option.Type, name))).Where(each => each.Text is not null);
            text = string.Join('\n', words.Select(each => $"- {each.Word}: {each.Text}").Prepend(text ?? ""));
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private JsonObject Value(Type type, PropertyInfo property)
    {
        if (ScalarSchemas.Of(type) is { } scalar)
        {
            Constrain(scalar, property);
            return ScalarSchemas.TakesAnyText(type) ? scalar : AnyOf([scalar, new JsonObject { ["$ref"] = "#/definitions/variable" }]);
        }

        var isNotEmpty = property.IsDefined(typeof(NotEmptyAttribute));
        if (TypeShape.ItemOf(type) is { } item)
        {
            var list = new JsonObject { ["type"] = "array", ["items"] = Element(item, property) };
            if (isNotEmpty) list["minItems"] = 1;
            return AnyOf([Element(item, property), list]);
        }

        if (TypeShape.ValueOf(type) is not { } values) return Record(type);
        var map = new JsonObject { ["type"] = "object", ["additionalProperties"] = Element(values, property) };
        if (isNotEmpty) map["minProperties"] = 1;
        if (!property.IsDefined(typeof(OrColumnsAttribute))) return map;
        var columns = new JsonObject { ["type"] = "array", ["items"] = Value(typeof(string), property) };
        if (isNotEmpty) columns["minItems"] = 1;
        return AnyOf([map, columns, Value(typeof(string), property)]);
    }

    private JsonObject Element(Type type, PropertyInfo property)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return TypeShape.IsRecord(type) ? Record(type) : Value(type, property);
    }

    private static void Constrain(JsonObject scalar, PropertyInfo property)
    {
        var type = (string?)(scalar["type"] as JsonValue);
        if (property.IsDefined(typeof(NotEmptyAttribute)) && scalar["type"] is JsonArray) scalar["minLength"] = 1;
        if (type is not ("integer" or "number")) return;
        if (property.IsDefined(typeof(PositiveAttribute))) scalar["exclusiveMinimum"] = 0;
        if (property.IsDefined(typeof(NotNegativeAttribute))) scalar["minimum"] = 0;
        if (property.GetCustomAttribute<BetweenAttribute>() is { } between) (scalar["minimum"], scalar["maximum"]) = (between.Least, between.Greatest);
    }

    private static JsonNode OneOf(IReadOnlyList<string> keys) => new JsonObject { ["oneOf"] = new JsonArray([.. keys.Select(RequireKey)]) };

    public static JsonNode RequireKey(string key) => new JsonObject { ["required"] = new JsonArray((JsonNode)key) };

    /// <summary>One of several forms; a single one stands alone.</summary>
    private static JsonObject AnyOf(IReadOnlyList<JsonObject> forms) =>
        forms.Count == 1 ? forms[0] : new JsonObject { ["anyOf"] = new JsonArray([.. forms.SelectMany(Flat)]) };

    private static IEnumerable<JsonNode> Flat(JsonObject form)
    {
        if (form.Count != 1 || form["anyOf"] is not JsonArray inner) return [form];
        var forms = inner.Select(each => each!).ToList();
        inner.Clear();
        return forms;
    }
}
