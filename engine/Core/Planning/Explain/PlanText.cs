using System.Text;

namespace StreamGuard.Core.Planning.Explain;

/// <summary>
/// A plan as a tree for people: sources at the root, below each component those that read from it, each with what
/// <see cref="NodeFacts"/> knows of it. A component with several inputs is written out below the first.
/// </summary>
public sealed class PlanText
{
    private const int Width = 110;

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _written = [];
    private readonly Plan _plan;

    private PlanText(Plan plan) => _plan = plan;

    public static string Render(Plan plan)
    {
        var tree = new PlanText(plan);
        tree.Title();
        foreach (var source in plan.Nodes.Where(node => node.Inputs.Count == 0))
        {
            tree._text.Append('\n');
            tree.Write(new PlanInput(source.Name, Dead: false), source, "", "");
        }

        return tree._text.ToString();
    }

    private void Title()
    {
        _text.Append(_plan.Name).Append('\n');
        if (_plan.Description is { } description) Wrap(description, "", "");
        foreach (var file in _plan.Named.Files) _text.Append($"Includes {file}.\n");
        _text.Append(_plan.IsBounded ? "Ends when its sources have been read.\n" : "Runs until it is stopped.\n");
        if (_plan.Schedule is { } schedule) _text.Append($"Begun by a host at {schedule}.\n");
    }

    /// <param name="edge">The wire it was reached by.</param>
    /// <param name="node">What to write.</param>
    /// <param name="first">What stands before its name.</param>
    /// <param name="rest">What stands before everything below.</param>
    private void Write(PlanInput edge, PlanNode node, string first, string rest)
    {
        var dead = edge.Dead ? $" ← {edge}" : "";
        _text.Append(first).Append(node.Name).Append("  ").Append(NodeFacts.Title(node)).Append(dead);
        if (!_written.Add(node.Name))
        {
            _text.Append("  (see above)\n");
            return;
        }

        _text.Append('\n');
        var wires = Wires(node);
        var under = rest + (wires.Count > 0 ? "│  " : "   ");
        foreach (var (name, value) in NodeFacts.Of(node, _plan)) Wrap(value, under + name.PadRight(12), under + new string(' ', 12));
        for (var i = 0; i < wires.Count; i++)
        {
            var last = i == wires.Count - 1;
            Write(wires[i].Edge, wires[i].Reader, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
        }
    }

    private List<(PlanInput Edge, PlanNode Reader)> Wires(PlanNode node) =>
    [
        .. new[] { new PlanInput(node.Name, false), new PlanInput(node.Name, true) }
            .SelectMany(edge => _plan.Readers(edge.Node, edge.Dead).Select(reader => (edge, reader))),
    ];

    /// <summary>Breaks at blanks, but not between a name and its type, so that no line is wider than it must be.</summary>
    private void Wrap(string value, string first, string rest)
    {
        var line = new StringBuilder(first);
        foreach (var word in value.Replace(": ", ":\u00a0", StringComparison.Ordinal).Split(' ').Select(word => word.Replace('\u00a0', ' ')))
        {
            if (line.Length > first.Length && line.Length + 1 + word.Length > Width)
            {
                _text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(rest);
            }
            else if (line.Length > first.Length)
            {
                line.Append(' ');
            }

            line.Append(word);
        }

        _text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
