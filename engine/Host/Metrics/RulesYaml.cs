using System.Text;

namespace StreamGuard.Host.Metrics;

/// <summary>Writes the alert rules as a rule file of Prometheus.</summary>
internal static class RulesYaml
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("# Written by 'streamguard metrics rules'. Load it by rule_files: in prometheus.yml.\n");
        text.Append("groups:\n");
        foreach (var (title, rules) in AlertRules.Groups)
        {
            text.Append($"  - name: {title}\n    rules:\n");
            foreach (var rule in rules) Write(rule, text);
        }

        return text.ToString();
    }

    private static void Write(AlertRule rule, StringBuilder text)
    {
        text.Append($"      - alert: {rule.Name}\n");
        text.Append($"        expr: {Quote(rule.When)}\n");
        if (rule.For.Length > 0) text.Append($"        for: {rule.For}\n");
        text.Append($"        labels: {{ severity: {rule.Severity} }}\n");
        text.Append("        annotations:\n");
        text.Append($"          summary: {Quote(rule.Summary)}\n");
        text.Append($"          description: {Quote(rule.Remedy)}\n");
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
