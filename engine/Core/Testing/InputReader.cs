using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Testing;

/// <summary>
/// Reads a test's input: a map of source to steps, one source after the other, or a list of <c>source: step</c> where
/// the order between sources matters. A step is a row, <c>raw: text</c> or <c>advance: 5s</c>.
/// </summary>
internal sealed class InputReader(Problems problems)
{
    private const string OnePartition = "input";

    public IReadOnlyList<InputStep> Read(Entry? input)
    {
        var steps = new List<InputStep>();
        switch (input?.Value)
        {
            case null:
                break;
            case MapNode sources:
                foreach (var source in sources.Entries) ReadSource(source, steps);
                break;
            case ListNode list:
                foreach (var item in list.Items) ReadItem(item, steps);
                break;
            default:
                problems.Error(ProblemCodes.WrongType, input.At, $"input must be a map of source to rows, got {input.Value.Describe()}.");
                break;
        }

        return steps;
    }

    private void ReadSource(Entry source, List<InputStep> steps)
    {
        if (source.Value is not ListNode list)
        {
            problems.Error(ProblemCodes.WrongType, source.At, $"input.{source.Key} must be a list of rows, got {source.Value.Describe()}.");
            return;
        }

        foreach (var item in list.Items) ReadStep(source.Key, item, steps);
    }

    private void ReadItem(Node item, List<InputStep> steps)
    {
        if (item is MapNode { Entries: [{ Key: "advance" } or { Value: MapNode }] } map)
        {
            if (map.Entries[0].Key == "advance") ReadStep("", map, steps);
            else ReadStep(map.Entries[0].Key, map.Entries[0].Value, steps);
            return;
        }

        problems.Error(ProblemCodes.WrongType, item.At, $"a step of input must be 'source: {{ row }}' or 'advance: 5s', got {item.Describe()}.");
    }

    private void ReadStep(string source, Node node, List<InputStep> steps)
    {
        if (node is not MapNode map)
        {
            problems.Error(ProblemCodes.WrongType, node.At, $"a row must be a map of column to value, got {node.Describe()}.");
            return;
        }

        var partition = (map.Find("partition")?.Value as ScalarNode)?.Text ?? OnePartition;
        if (map.Find("advance") is { } advance) ReadAdvance(advance, steps);
        else if (map.Find("raw")?.Value is ScalarNode raw) steps.Add(new RawStep(map.At, source, partition, raw.Text));
        else steps.Add(new RowStep(map.At, source, partition, map));
    }

    private void ReadAdvance(Entry advance, List<InputStep> steps)
    {
        var duration = advance.Value is ScalarNode scalar ? Duration.Parse(scalar.Text) : null;
        if (duration is { } by) steps.Add(new AdvanceStep(advance.At, by));
        else problems.Error(ProblemCodes.WrongType, advance.At, $"advance must be a duration, got {advance.Value.Describe()}.", "Write a number and a unit: 250ms, 5s, 10m.");
    }
}
