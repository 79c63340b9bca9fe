using System.CommandLine;
using StreamGuard.Host.Metrics;

namespace StreamGuard.Host.Commands;

/// <summary>Lists the meters, and writes what monitors need to make use of them.</summary>
internal static class MetricsCommand
{
    public static Command Create() => new DocumentedCommand(
        "metrics",
        "Lists the meters that serve gives at /metrics, and writes a dashboard and alert rules of them.",
        "./streamguard metrics list",
        "./streamguard metrics grafana > dashboard.json",
        "./streamguard metrics rules > rules.yaml")
    {
        List(),
        Writing("grafana", "Writes the dashboard that Grafana imports, as JSON.", GrafanaJson.Write, "./streamguard metrics grafana > dashboard.json"),
        Writing("rules", "Writes alert rules of Prometheus, as YAML.", RulesYaml.Write, "./streamguard metrics rules > rules.yaml"),
    };

    private static DocumentedCommand List()
    {
        var command = new DocumentedCommand("list", "Lists the meters.", "./streamguard metrics list");
        command.SetAction(parsed =>
        {
            foreach (var meter in Meters.All)
            {
                var labels = meter.Labels.Count == 0 ? "" : $"{{{string.Join(", ", meter.Labels)}}}";
                parsed.InvocationConfiguration.Output.WriteLine($"{meter.Name}{labels}  ({MetersPage.Kind(meter)})");
                parsed.InvocationConfiguration.Output.WriteLine($"    {meter.Help}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static DocumentedCommand Writing(string name, string description, Func<string> write, string example)
    {
        var command = new DocumentedCommand(name, description, example);
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(write());
            return ExitCodes.Done;
        });
        return command;
    }
}
