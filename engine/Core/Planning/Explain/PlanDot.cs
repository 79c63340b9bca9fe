using System.Text;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Explain;

/// <summary>A plan in Graphviz's DOT: a shape a role, wires of dead letters dashed.</summary>
public static class PlanDot
{
    public static string Render(Plan plan)
    {
        var text = new StringBuilder($"digraph {Quote(plan.Name)} {{\n    rankdir=LR;\n    node [fontname=\"sans-serif\"];\n");
        foreach (var node in plan.Nodes)
            text.Append($"    {Quote(node.Name)} [shape={Shape(node.Role)}, label={Quote($"{node.Name}\\n{NodeFacts.Kinds(node)}")}];\n");
        foreach (var node in plan.Nodes)
            foreach (var input in node.Inputs)
                text.Append($"    {Quote(input.Node)} -> {Quote(node.Name)}{(input.Dead ? " [style=dashed, label=\"dead letters\"]" : "")};\n");
        return text.Append("}\n").ToString();
    }

    private static string Shape(Role role) => role switch
    {
        Role.Source => "cds",
        Role.Sink => "cylinder",
        _ => "box",
    };

    private static string Quote(string text) => $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
