using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Core.Testing;

/// <summary>Writes rows that were tapped as the input of a test, for <see cref="PipelineTests"/> to say what comes of them.</summary>
/// <param name="Pipeline">Path of the pipeline file.</param>
/// <param name="Component">Whose rows are expected; with .dead behind it, its dead letters.</param>
/// <param name="Name">What the test shows, a sentence.</param>
/// <param name="Remark">Stands at its head.</param>
public sealed record TestText(string Pipeline, string Component, string Name, string Remark)
{
    public string? Profile { get; init; }

    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>The variables that the pipeline file asks for.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <param name="rows">In the order they came, of one source or several.</param>
    public string Write(IReadOnlyList<TappedRow> rows)
    {
        var text = new StringBuilder();
        foreach (var line in Remark.Split('\n')) text.Append(CultureInfo.InvariantCulture, $"# {line}\n");
        text.Append(Head(Pipeline));
        text.Append(CultureInfo.InvariantCulture, $"tests:\n  - name: {YamlRow.Value(Name)}\n");
        if (Profile is not null) text.Append(CultureInfo.InvariantCulture, $"    profile: {YamlRow.Value(Profile)}\n");
        Pairs(text, "set", Set);
        Pairs(text, "env", Environment);
        text.Append("    input:\n");
        // A column of that name is a column.
        var hasPartitions = rows.DistinctBy(row => (row.From, row.Partition)).Count() > rows.DistinctBy(row => row.From).Count() && rows.All(row => row.Partition is not null && row.Schema.IndexOf("partition") < 0);
        foreach (var row in rows) text.Append(CultureInfo.InvariantCulture, $"      - {YamlRow.Value(row.From)}: {Row(row, hasPartitions)}\n");
        text.Append(CultureInfo.InvariantCulture, $"    expect:\n      {YamlRow.Value(Component)}: []\n");
        return text.ToString();
    }

    /// <summary>What was written, completed since by what is expected, with another path of the pipeline file.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="pipeline">The path, from the folder that the test will be in.</param>
    public string Named(string text, string pipeline)
    {
        var at = text.IndexOf(Head(Pipeline), StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), Head(pipeline), text.AsSpan(at + Head(Pipeline).Length));
    }

    private static string Head(string pipeline) => $"pipeline: {YamlRow.Value(pipeline)}\n";

    private static void Pairs(StringBuilder text, string key, IReadOnlyDictionary<string, string> pairs)
    {
        if (pairs.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"    {key}:\n");
        foreach (var (name, value) in pairs) text.Append(CultureInfo.InvariantCulture, $"      {YamlRow.Value(name)}: {YamlRow.Value(value)}\n");
    }

    /// <summary>The columns that are not null, and where it matters its partition.</summary>
    private static string Row(TappedRow row, bool hasPartition)
    {
        var cells = row.Schema.Names.Zip(row.Values).Where(cell => cell.Second is not null).Select(cell => $"{YamlRow.Value(cell.First)}: {YamlRow.Value(cell.Second)}");
        if (hasPartition) cells = cells.Append($"partition: {YamlRow.Value(row.Partition)}");
        return $"{{ {string.Join(", ", cells)} }}";
    }
}
