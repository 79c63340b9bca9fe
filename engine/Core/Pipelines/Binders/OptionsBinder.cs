using System.Collections;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>
/// Binds a node to an options record by its properties: keys to names in snake_case, defaults from the record's
/// initialisers. Every problem is reported; the place of every path is kept.
/// </summary>
/// <param name="path">What stands before an option's path in a problem: <c>transforms.quiet</c>.</param>
/// <param name="owner">Whose options they are, in a problem: <c>transform 'deadband'</c>.</param>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="hints">Tells how to mend an option; one for many binders saves reading the documentation again.</param>
internal sealed class OptionsBinder(string path, string owner, Problems problems, OptionHints? hints = null)
{
    private readonly OptionHints _hints = hints ?? new OptionHints(new XmlDocs());
    private readonly Dictionary<string, Location> _places = [];
    private readonly HashSet<string> _variables = [];
    private Type _root = typeof(object);
    private bool _failed;

    /// <summary>The record and the places of what is in it; null when there was a problem, which has been reported.</summary>
    /// <param name="record">The record's type.</param>
    /// <param name="node">The value to bind; an empty one for all defaults.</param>
    /// <param name="keyAt">Where its key stands.</param>
    public BoundOptions? Bind(Type record, Node node, Location keyAt)
    {
        var slot = new Slot("", node, keyAt, null);
        _places[""] = slot.Place;
        _root = record;
        var bound = BindRecord(new OptionsShape(record), slot);
        return _failed || bound is null ? null : new BoundOptions(bound, _places) { Variables = _variables };
    }

    private object? BindRecord(OptionsShape shape, Slot slot)
    {
        if (shape.Whole is { } whole && !(slot.Node is MapNode or { IsNull: true } && shape.TakesMap)) return BindWhole(shape, whole, slot);
        var map = slot.Node.IsNull ? new MapNode(slot.KeyAt, []) : slot.Node as MapNode;
        if (map is null) return WrongType(shape.HasSecret ? slot.Hidden : slot, "a map of options", $"Its options are {string.Join(", ", shape.Keys)}.");

        var result = shape.Create();
        foreach (var entry in map.Entries)
        {
            if (shape.Find(entry.Key) is { } option) BindOption(option, result, slot.Key(entry, option));
            else ReportUnknown(shape, slot, entry);
        }

        CheckMissing(shape, slot, map);
        return result;
    }

    private object? BindWhole(OptionsShape shape, OptionShape whole, Slot slot)
    {
        var result = shape.Create();
        if (slot.Node.IsNull && !whole.IsRequired) return result;
        var value = BindValue(whole.Type, slot with { Option = whole });
        AddPlacesUnderKey(slot.Path, whole.Key);
        if (value is not null) whole.Property.SetValue(result, value);
        return result;
    }

    /// <summary>A component may name an option by its key also where the value was written in its place.</summary>
    private void AddPlacesUnderKey(string at, string key)
    {
        var option = at.Length == 0 ? key : $"{at}.{key}";
        foreach (var (old, place) in _places.ToList())
        {
            if (!old.StartsWith(at, StringComparison.Ordinal)) continue;
            var rest = old[at.Length..];
            if (at.Length > 0 && rest.Length > 0 && rest[0] is not ('.' or '[')) continue;
            if (rest.Length > 0 && rest[0] is not ('.' or '[')) rest = $".{rest}";
            _places.TryAdd(option + rest, place);
        }
    }

    private void BindOption(OptionShape option, object record, Slot slot)
    {
        _places[slot.Path] = slot.Place;
        if (IsLeftOut(option.Type, slot.Node)) return;
        if (BindValue(option.Type, slot) is { } value) option.Property.SetValue(record, value);
    }

    /// <summary>An empty value leaves the default, except where the word null is one of those to choose from.</summary>
    private static bool IsLeftOut(Type type, Node value) =>
        value.IsNull && !(type.IsEnum && value is ScalarNode { Text: "null" } && Enum.IsDefined(type, "Null"));

    private object? BindValue(Type type, Slot slot)
    {
        if (slot.Node is ScalarNode { IsUnknown: true })
        {
            _failed = true;
            return null;
        }

        var value = type == typeof(SinkEntry) ? new SinkEntry(slot.Path, slot.Node, slot.KeyAt)
            : ScalarType.Of(type) is { } scalar ? BindScalar(scalar, slot)
            : WordType.Of(type) is { } words ? BindWord(words, slot)
            : TypeShape.ItemOf(type) is { } item ? BindList(item, slot)
            : TypeShape.ValueOf(type) is { } values ? BindMap(values, slot)
            : TypeShape.IsRecord(type) ? BindRecord(new OptionsShape(type), slot)
            : throw new NotSupportedException($"an option cannot be of the type {type}");
        if (value is not null && slot.Option is { } option && Constraints.Check(option.Property, value) is { } broken)
        {
            var found = broken.Code == ProblemCodes.Empty ? "" : $", got {slot.Shown}";
            Fail(broken.Code, slot.Place, $"{Full(slot.Path)} {broken.Rule}{found}.", _hints.Of(option, _root));
        }

        return value;
    }

    private object? BindScalar(ScalarType type, Slot slot)
    {
        if (slot.Node is not ScalarNode { IsNull: false } scalar) return WrongType(slot, type.Wanted, type.Hint);
        if (scalar.Template is not null) _variables.Add(slot.Path);
        if (type.Read(scalar) is { } value) return value;
        var isQuoted = type.Read(new ScalarNode(scalar.At, scalar.Text, ScalarStyle.Plain)) is not null;
        return WrongType(slot, type.Wanted, isQuoted ? "Write it without quotes." : type.Hint);
    }

    private object? BindWord(WordType type, Slot slot)
    {
        if (slot.Node is not ScalarNode scalar) return WrongType(slot, "one of " + string.Join(", ", type.Words), null);
        if (type.Read(scalar.Text) is { } value) return value;
        var near = NearMatch.Find(scalar.Text, type.Words) is { } name ? $"Did you mean '{name}'?" : null;
        Fail(ProblemCodes.UnknownWord, slot.Place, $"{Full(slot.Path)} must be one of {string.Join(", ", type.Words)}, got {slot.Shown}.", near);
        return null;
    }

    private IList BindList(Type type, Slot slot)
    {
        // What is no list is a list of one.
        var items = slot.Node is ListNode list ? list.Items : [slot.Node];
        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        for (var i = 0; i < items.Count; i++)
            if (BindElement(type, slot.Item(i, items[i])) is { } value) result.Add(value);
        return result;
    }

    private IDictionary? BindMap(Type type, Slot slot)
    {
        var takesColumns = slot.Option is { TakesColumns: true };
        if (takesColumns && slot.Node is ListNode or ScalarNode { IsNull: false }) return BindColumns(slot);
        if (slot.Node is not MapNode map)
        {
            WrongType(slot, takesColumns ? "a map from names, or a list of columns" : "a map from names", null);
            return null;
        }

        var result = (IDictionary)Activator.CreateInstance(typeof(OrderedDictionary<,>).MakeGenericType(typeof(string), type))!;
        foreach (var entry in map.Entries)
            if (BindElement(type, slot.Key(entry, slot.Option)) is { } value) result.Add(entry.Key, value);
        return result;
    }

    /// <summary>The map that a list of columns stands for.</summary>
    private OrderedDictionary<string, ExpressionText> BindColumns(Slot slot)
    {
        var result = new OrderedDictionary<string, ExpressionText>();
        var columns = BindList(typeof(string), slot);
        for (var i = 0; i < columns.Count; i++)
        {
            var name = (string)columns[i]!;
            result[name] = new ExpressionText($"[{name}]");
            _places[slot.Path.Length == 0 ? name : $"{slot.Path}.{name}"] = _places[$"{slot.Path}[{i}]"];
        }

        return result;
    }

    private object? BindElement(Type type, Slot slot)
    {
        _places[slot.Path] = slot.Place;
        if (!slot.Node.IsNull || TypeShape.IsRecord(type)) return BindValue(Nullable.GetUnderlyingType(type) ?? type, slot);
        Fail(ProblemCodes.Missing, slot.Place, $"{Full(slot.Path)} needs a value.", null);
        return null;
    }

    private void ReportUnknown(OptionsShape shape, Slot slot, Entry entry)
    {
        var whose = slot.Path.Length == 0 ? owner : Full(slot.Path);
        Fail(ProblemCodes.UnknownOption, entry.At, $"'{entry.Key}' is not an option of {whose}.", NearMatch.Hint(entry.Key, shape.Keys));
    }

    private void CheckMissing(OptionsShape shape, Slot slot, MapNode map)
    {
        var misspelt = NearMatch.Meant(map.Entries.Select(entry => entry.Key), shape.Keys);
        foreach (var option in shape.Options.Where(option => option.IsRequired && !misspelt.Contains(option.Key)))
        {
            if (map.Find(option.Key) is { Value.IsNull: false }) continue;
            Fail(ProblemCodes.Missing, slot.KeyAt, $"{Full(slot.PathOf(option.Key))} is missing.", _hints.Of(option, _root));
        }

        foreach (var keys in shape.ExactlyOneOf.Where(keys => !keys.Any(misspelt.Contains)))
        {
            var written = map.Entries.Where(entry => keys.Contains(entry.Key) && !entry.Value.IsNull).ToList();
            if (written.Count == 1) continue;
            var found = written.Count == 0 ? "none of them is written" : $"both {written[0].Key} and {written[1].Key} are written";
            var place = written.Count == 0 ? slot.KeyAt : written[1].At;
            Fail(ProblemCodes.NotExactlyOne, place, $"{Full(slot.Path)} takes exactly one of {string.Join(", ", keys)}; {found}.", null);
        }
    }

    private object? WrongType(Slot slot, string wanted, string? hint)
    {
        Fail(ProblemCodes.WrongType, slot.Place, $"{Full(slot.Path)} must be {wanted}, got {slot.Shown}.", hint);
        return null;
    }

    private void Fail(string code, Location place, string message, string? hint)
    {
        _failed = true;
        problems.Error(code, place, message, hint);
    }

    private string Full(string at) => at.Length == 0 ? path : path.Length == 0 ? at : at[0] == '[' ? path + at : $"{path}.{at}";
}
