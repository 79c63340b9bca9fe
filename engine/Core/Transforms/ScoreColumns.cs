using System.Globalization;
using System.Text.RegularExpressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms;

/// <summary>The columns that a model's answers go into.</summary>
internal sealed partial class ScoreColumns
{
    private readonly Emitted[] _emitted;

    private ScoreColumns(Emitted[] emitted) => _emitted = emitted;

    public IEnumerable<Field> Fields => _emitted.Select(each => new Field(each.Name, each.Type));

    /// <summary>Outputs that are asked for, by their place in the bundle.</summary>
    public IEnumerable<int> Outputs => _emitted.Where(each => each.What is Answer.Output or Answer.Top).Select(each => each.Output);

    /// <summary>What a bundle gives for an <c>emit</c>; null when it cannot, which has been told.</summary>
    /// <param name="emit">New column to what goes into it; empty for score and verdict.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="error">Told the option's path, what is wrong, and how to mend it.</param>
    public static ScoreColumns? Of(IReadOnlyDictionary<string, string> emit, Bundle bundle, Action<string, string, string?> error)
    {
        if (emit.Count == 0) emit = Default(bundle);
        var emitted = emit.Select(each => Find(each.Key, each.Value.Trim(), bundle, error)).ToArray();
        if (emitted.Length == 0) error("", $"'{bundle.Options.Name}' gives no score, so emit must say which outputs are asked for.", $"{Known(bundle)}.");
        return emitted.Length == 0 || emitted.Contains(null) ? null : new ScoreColumns(emitted!);
    }

    /// <summary>Columns, held by the caller, of the last batch scored.</summary>
    /// <param name="scorer">Has scored it.</param>
    /// <param name="rows">How many it has.</param>
    /// <param name="nullBad">Rows that cannot be scored get nulls.</param>
    /// <param name="columns">Takes them.</param>
    public void Fill(Scorer scorer, int rows, bool nullBad, Span<Column> columns)
    {
        var hasBad = nullBad && scorer.IsBad[..rows].Contains(true);
        for (var i = 0; i < _emitted.Length; i++) columns[i] = ToColumn(_emitted[i], scorer, rows, hasBad);
    }

    private static Dictionary<string, string> Default(Bundle bundle)
    {
        var emit = new Dictionary<string, string>();
        if (bundle.HasScore) emit[bundle.Options.Score.Name] = "score";
        if (bundle.Threshold is not null) emit["above_threshold"] = "above_threshold";
        return emit;
    }

    private static Emitted? Find(string name, string what, Bundle bundle, Action<string, string, string?> error)
    {
        var path = $"emit.{name}";
        switch (what)
        {
            case "score" when bundle.HasScore:
                return new Emitted(name, ColumnType.Float, Answer.Score);
            case "above_threshold" when bundle.Threshold is not null:
                return new Emitted(name, ColumnType.Bool, Answer.Verdict);
            case "version":
                return new Emitted(name, ColumnType.String, Answer.Version);
            case "score":
                error(path, $"'{bundle.Options.Name}' gives no score: its kind is class.", $"{Known(bundle)}.");
                return null;
            case "above_threshold":
                error(path, $"'{bundle.Options.Name}' has no threshold.", $"{Known(bundle)}.");
                return null;
            default:
                return OfOutput(name, what, path, bundle, error);
        }
    }

    private static Emitted? OfOutput(string name, string what, string path, Bundle bundle, Action<string, string, string?> error)
    {
        if (TopOf().Match(what) is { Success: true } top) return Top(name, top, path, bundle, error);
        var bracket = what.EndsWith(']') ? what.LastIndexOf('[') : -1;
        var output = bracket < 0 ? what : what[..bracket].TrimEnd();
        var places = Enumerable.Range(0, bundle.Outputs.Count).Where(i => bundle.Outputs[i].Tensor.Name == output).ToList();
        if (places is not [var place])
        {
            error(path, $"'{bundle.Options.Name}' has no output '{output}'.", NearMatch.Find(output, Words(bundle)) is { } near ? $"Did you mean '{near}'?" : $"{Known(bundle)}.");
            return null;
        }

        var tensor = bundle.Outputs[place].Tensor;
        if (OutputValues.TypeOf(tensor.Type) is not { } type)
        {
            error(path, $"the output '{output}' is {tensor.Describe()}, which no column can hold.", null);
            return null;
        }

        if (bracket < 0) return tensor.Width == 1 ? new Emitted(name, type, Answer.Output, place) : new Emitted(name, ColumnType.ListOf(type), Answer.Output, place);
        if (int.TryParse(what[(bracket + 1)..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var item) && item < tensor.Width) return new Emitted(name, type, Answer.Output, place, item);
        error(path, $"the output '{output}' has {tensor.Width} values a row, no {what[bracket..]}.", "They count from 0.");
        return null;
    }

    /// <summary><c>top(contributions, 3)</c>: names of the greatest values of an output that says what its values stand for.</summary>
    private static Emitted? Top(string name, Match top, string path, Bundle bundle, Action<string, string, string?> error)
    {
        var places = Enumerable.Range(0, bundle.Outputs.Count).Where(i => bundle.Outputs[i].Tensor.Name == top.Groups[1].Value && bundle.Outputs[i].Classes.Count > 0).ToList();
        var count = int.Parse(top.Groups[2].Value, CultureInfo.InvariantCulture);
        if (places is [var place] && count > 0) return new Emitted(name, ColumnType.ListOf(ColumnType.String), Answer.Top, place, count);
        var named = bundle.Outputs.Where(output => output.Classes.Count > 0).Select(output => $"'{output.Tensor.Name}'").ToList();
        error(path, $"'{top.Value}' needs an output with names for its values, and how many of them.", named.Count == 0 ? $"'{bundle.Options.Name}' has no output with 'classes'." : $"Such is {string.Join(", ", named)}.");
        return null;
    }

    [GeneratedRegex(@"^top\(\s*([^\s,()]+)\s*,\s*([0-9]{1,4})\s*\)$")]
    private static partial Regex TopOf();

    private static IEnumerable<string> Words(Bundle bundle) =>
    [
        .. bundle.HasScore ? ["score"] : Array.Empty<string>(),
        .. bundle.Threshold is not null ? ["above_threshold"] : Array.Empty<string>(),
        "version",
        .. bundle.Outputs.Select(output => output.Tensor.Name),
    ];

    private static string Known(Bundle bundle) => $"It gives {string.Join(", ", Words(bundle))}";

    private static Column ToColumn(Emitted emitted, Scorer scorer, int rows, bool hasBad)
    {
        if (emitted.What == Answer.Version) return Version(scorer.Bundle.Version, rows);
        var validity = hasBad ? Valid(scorer.IsBad[..rows]) : null;
        return emitted.What switch
        {
            Answer.Score => Score(scorer.Scores[..rows], validity),
            Answer.Verdict => Verdict(scorer.Bundle.Threshold!, scorer.Scores[..rows], validity),
            Answer.Top => TopNames.Of(scorer.Output(emitted.Output), scorer.Bundle.Outputs[emitted.Output].Classes, emitted.Item, rows, validity),
            _ => Output(emitted, scorer.Output(emitted.Output), rows, validity),
        };
    }

    private static ulong[] Valid(ReadOnlySpan<bool> isBad)
    {
        var bits = Bits.Rent(isBad.Length, set: true);
        for (var row = 0; row < isBad.Length; row++)
            if (isBad[row]) Bits.Clear(bits, row);
        return bits;
    }

    private static FixedColumn<double> Score(ReadOnlySpan<double> scores, ulong[]? validity)
    {
        var values = Buffers.Rent<double>(scores.Length);
        scores.CopyTo(values);
        return FixedColumn<double>.Of(ColumnType.Float, values, scores.Length, validity);
    }

    private static FixedColumn<bool> Verdict(Threshold threshold, ReadOnlySpan<double> scores, ulong[]? validity)
    {
        var values = Buffers.Rent<bool>(scores.Length);
        for (var row = 0; row < scores.Length; row++) values[row] = threshold.IsMet(scores[row]);
        return FixedColumn<bool>.Of(ColumnType.Bool, values, scores.Length, validity);
    }

    private static Column Output(Emitted emitted, Tensor output, int rows, ulong[]? validity)
    {
        var width = output.Width;
        if (emitted.Type.Kind != Kind.List) return OutputValues.ToColumn(output, emitted.Item, width, rows, validity);
        var offsets = Buffers.Rent<int>(rows + 1);
        for (var row = 0; row <= rows; row++) offsets[row] = row * width;
        return new ListColumn(OutputValues.ToColumn(output, 0, 1, rows * width, null), offsets, rows, validity);
    }

    private static TextColumn Version(string version, int rows)
    {
        var data = Buffers.Rent<byte>(System.Text.Encoding.UTF8.GetMaxByteCount(version.Length));
        var offsets = Buffers.Rent<int>(2);
        (offsets[0], offsets[1]) = (0, System.Text.Encoding.UTF8.GetBytes(version, data));
        var codes = Buffers.Rent<int>(rows);
        codes.AsSpan(0, rows).Clear();
        return new TextColumn(ColumnType.String, data, offsets, 1, codes, rows);
    }

    /// <summary>What goes into a column.</summary>
    private enum Answer
    {
        Score,
        Verdict,
        Version,
        Output,
        Top,
    }

    /// <param name="Name">The column.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="What">What goes into it.</param>
    /// <param name="Output">The output's place in the bundle.</param>
    /// <param name="Item">Which of its values; of the greatest, how many.</param>
    private sealed record Emitted(string Name, ColumnType Type, Answer What, int Output = 0, int Item = 0);
}
