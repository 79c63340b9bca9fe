using System.Text.RegularExpressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Functions;
using StreamGuard.Core.Pipelines;
using TimeUnit = StreamGuard.Core.Expressions.Functions.TimeUnit;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Chooses, orders and renames columns: the columns listed (or all but those of <c>drop</c>), then those of <c>as</c>.
/// The event time stays where its column does, under a new name too, and cut to a unit by <c>date_trunc</c>. Rows that are
/// revised keep revision and is_final.
/// </summary>
/// <example>
/// select:
///   columns: [window_start, cycle]
///   as: { pressure: PS1_avg, kelvin: TS1_avg + 273.15 }
/// </example>
public sealed record SelectOptions
{
    /// <summary>Columns to keep, in this order; may be written alone: <c>select: [a, b]</c>.</summary>
    [Whole]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Columns to leave out; all others stay in their order. Not together with <c>columns</c>.</summary>
    public IReadOnlyList<string>? Drop { get; init; }

    /// <summary>New names and the column or expression each stands for, over the input's columns.</summary>
    public IReadOnlyDictionary<string, ExpressionText>? As { get; init; }
}

internal sealed partial class Select(SelectOptions options) : ITransform
{
    private readonly List<int> _kept = [];
    private readonly List<Expression> _made = [];
    private Schema? _output;
    private TimeUnit? _cutTo;

    public Schema? Bind(TransformBinding binding)
    {
        var problems = !CheckOptions(binding);
        var fields = new Dictionary<string, Field>();
        foreach (var (name, i) in (options.Drop ?? []).Select((name, i) => (name, i))) problems |= binding.RequireColumn($"drop[{i}]", name, binding.Input) < 0;
        foreach (var (name, path) in Kept(binding)) problems |= !Keep(binding, fields, name, path);
        foreach (var (name, text) in options.As ?? new Dictionary<string, ExpressionText>()) problems |= !Make(binding, fields, name, text);
        if (problems || !KeepsRevisions(binding)) return null;

        var plain = binding.Input.WithFields(fields.Values);
        _output = plain.EventTime is null && RenamedEventTime(binding.Input) is { } renamed
            ? new Schema(plain.Fields) { EventTime = renamed, Identity = plain.Identity, IsUpdating = plain.IsUpdating, RememberedFor = plain.RememberedFor }
            : plain;
        return _output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var columns = new Column[_output!.Count];
        for (var i = 0; i < _kept.Count; i++)
        {
            columns[i] = batch[_kept[i]];
            columns[i].Retain();
        }

        for (var i = 0; i < _made.Count; i++) columns[_kept.Count + i] = _made[i].Evaluate(batch);
        output.Account.Passed += batch.Rows;
        output.Emit(batch.With(_output, columns));
    }

    /// <summary>What is cut to a unit lies no earlier than the watermark that is cut like it.</summary>
    public long OnWatermark(long watermark, Output output) => _cutTo is { } unit ? Calendar.Truncate(unit, watermark) ?? watermark : watermark;

    private bool CheckOptions(TransformBinding binding)
    {
        if (options.Columns is not null && options.Drop is not null)
        {
            binding.Error(ProblemCodes.SelectContradicts, "drop", "select has both 'columns' and 'drop'.",
                "Keep one of them: 'columns' says what stays, 'drop' what goes.");
            return false;
        }

        if (options.Columns is { Count: > 0 } || options.As is { Count: > 0 } || (options.Drop is { } drop && binding.Input.Names.Except(drop).Any())) return true;
        binding.Error(ProblemCodes.SelectContradicts, "", "select leaves no column.", "Write the columns to keep: select: [a, b].");
        return false;
    }

    /// <summary>Without them nobody could tell a row from the one that replaces it.</summary>
    private bool KeepsRevisions(TransformBinding binding)
    {
        if (!binding.Input.IsUpdating) return true;
        var lost = new[] { "revision", "is_final" }.Where(name => binding.Input.IndexOf(name) is >= 0 and var index && !_kept.Contains(index)).ToList();
        if (lost.Count == 0) return true;
        binding.Error(ProblemCodes.RevisionDropped, options.Drop is null ? "" : "drop",
            $"select leaves out {string.Join(" and ", lost.Select(name => $"'{name}'"))}, by which the rows of '{binding.InputNames[0]}' that are revised are told apart.",
            "Keep 'revision' and 'is_final' under their names.");
        return false;
    }

    private IEnumerable<(string Name, string Path)> Kept(TransformBinding binding)
    {
        // Written alone, the list's items are those of the component itself.
        if (options.Columns is { } columns) return columns.Select((name, i) => (name, binding.At("columns") == binding.At("") ? $"[{i}]" : $"columns[{i}]"));
        return options.Drop is { } drop ? binding.Input.Names.Where(name => !drop.Contains(name)).Select(name => (name, "drop")) : [];
    }

    private bool Keep(TransformBinding binding, Dictionary<string, Field> fields, string name, string path)
    {
        var index = binding.RequireColumn(path, name, binding.Input);
        if (index < 0 || IsTwice(binding, fields, name, path)) return false;
        _kept.Add(index);
        fields.Add(name, binding.Input[index]);
        return true;
    }

    private bool Make(TransformBinding binding, Dictionary<string, Field> fields, string name, ExpressionText text)
    {
        var expression = binding.Expression($"as.{name}", text, binding.Input);
        if (expression is null || IsTwice(binding, fields, name, $"as.{name}")) return false;
        _made.Add(expression);
        fields.Add(name, new Field(name, expression.Type));
        return true;
    }

    private static bool IsTwice(TransformBinding binding, Dictionary<string, Field> fields, string name, string path)
    {
        if (!fields.ContainsKey(name)) return false;
        binding.Error(ProblemCodes.ColumnTwice, path, $"select makes two columns named '{name}'.", "Leave one out or give it another name.");
        return true;
    }

    /// <summary>The new name of the event time's column, where <c>as</c> does no more than rename it or cut it to a unit.</summary>
    private string? RenamedEventTime(Schema input)
    {
        if (input.EventTime is not { } time) return null;
        foreach (var (name, text) in options.As ?? new Dictionary<string, ExpressionText>())
        {
            var cut = Cut().Match(text.Text);
            var column = (cut.Success ? cut.Groups["column"].Value : text.Text).Trim();
            if (column != time && column != $"[{time}]") continue;
            if (cut.Success) _cutTo = (TimeUnit)TimeUnit.Parse(cut.Groups["unit"].Value);
            return name;
        }

        return null;
    }

    [GeneratedRegex(@"^\s*date_trunc\s*\(\s*'(?<unit>\w+)'\s*,(?<column>[^()]+)\)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Cut();
}
