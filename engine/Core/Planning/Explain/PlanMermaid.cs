using System.Text;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Planning.Explain;

/// <summary>A plan as a Mermaid flowchart: a shape a role, wires of dead letters dotted.</summary>
public static class PlanMermaid
{
    public static string Render(Plan plan)
    {
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in plan.Nodes) text.Append("    ").Append(Shape(node)).Append('\n');
        foreach (var node in plan.Nodes)
            foreach (var input in node.Inputs)
                text.Append("    ").Append(Id(input.Node)).Append(input.Dead ? " -. dead letters .-> " : " --> ").Append(Id(node.Name)).Append('\n');
        return text.ToString();
    }

    private static string Shape(PlanNode node)
    {
        var label = $"\"{node.Name}<br/>{NodeFacts.Kinds(node)}\"";
        return Id(node.Name) + node.Role switch
        {
            Role.Source => $"([{label}])",
            Role.Sink => $"[({label})]",
            _ => $"[{label}]",
        };
    }

    /// <summary>A prefix, because names such as 'end' are words of Mermaid's.</summary>
    private static string Id(string name) => $"n_{name.Replace('-', '_')}";
}
