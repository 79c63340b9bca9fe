using System.Reflection;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>A table in Markdown of the options of a record and of those nested in it.</summary>
internal sealed class OptionsTable(XmlDocs docs)
{
    public string Markdown(Type record)
    {
        var table = new StringBuilder("| option | type | default | |\n|---|---|---|---|\n");
        var shape = new OptionsShape(record);
        if (shape.Options.Count == 0) return "No options.\n";
        AddRows(table, "", shape);
        foreach (var keys in shape.ExactlyOneOf) table.Append($"\nExactly one of {Code(keys)} is written.\n");
        return table.ToString();
    }

    private void AddRows(StringBuilder table, string prefix, OptionsShape shape)
    {
        var defaults = shape.Create();
        foreach (var option in shape.Options)
        {
            var path = prefix + option.Key;
            var standard = option.IsRequired ? "required" : Defaults.Text(option, defaults) is { Length: > 0 } text ? $"`{text}`" : "";
            var name = option.IsWhole && !shape.TakesMap ? "(the value itself)" : $"`{path}`";
            table.Append($"| {name} | {TypeName(option.Type)}{(option.TakesColumns ? ", or list of columns" : "")} | {standard} | {Cell(option, shape)} |\n");
            AddNested(table, option.IsWhole && !shape.TakesMap ? prefix : path + ".", option.Type);
        }
    }

    private void AddNested(StringBuilder table, string prefix, Type type)
    {
        if (TypeShape.ValueOf(type) is { } value) AddNested(table, $"{prefix}<name>.", value);
        else if (TypeShape.ItemOf(type) is { } item) AddNested(table, $"{prefix.TrimEnd('.')}[].", item);
        else if (TypeShape.IsRecord(type)) AddRows(table, prefix, new OptionsShape(type));
    }

    private static string TypeName(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ScalarType.Of(type) is { } scalar) return scalar.Name;
        if (type == typeof(ColumnType)) return "column type";
        if (WordType.Of(type) is { } words) return string.Join(", ", words.Words.Select(word => $"`{word}`"));
        if (TypeShape.ItemOf(type) is { } item) return $"list of {TypeName(item)}";
        if (TypeShape.ValueOf(type) is { } value) return $"name → {TypeName(value)}";
        return "map";
    }

    private string Cell(OptionShape option, OptionsShape shape)
    {
        var text = docs.Summary(option.Property, markdown: true) ?? "";
        if (option.Type.IsEnum)
        {
            var words = Enum.GetNames(option.Type).Select(name => (Word: Naming.Snake(name), Text: docs.Word(option.Type, name, markdown: true))).Where(each => each.Text is not null);
            text = string.Join(' ', words.Select(each => $"`{each.Word}`: {each.Text}").Prepend(text));
        }

        if (option.IsWhole && shape.TakesMap) text += " May be written alone, in place of the map.";
        foreach (var (rule, _) in Constraints.Rules(option.Property)) text += $" {char.ToUpperInvariant(rule[0])}{rule[1..]}.";
        if (option.Property.IsDefined(typeof(NotEmptyAttribute))) text += " Must not be empty.";
        if (option.IsSecret) text += " Never printed.";
        return text.Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Code(IEnumerable<string> keys) => string.Join(", ", keys.Select(key => $"`{key}`"));
}
