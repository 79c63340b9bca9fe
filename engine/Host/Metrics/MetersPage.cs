using System.Text;

namespace StreamGuard.Host.Metrics;

/// <summary>The page of meters: engine/METRICS.md, made of their definitions.</summary>
internal static class MetersPage
{
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # Meters

            Made from their definitions in `engine/Host/Metrics`; do not edit. `streamguard serve` gives them at `/metrics` for
            Prometheus to scrape, and sends them to a collector of OpenTelemetry where the host file says so:
            `otlp: { endpoint: "http://127.0.0.1:4318", every: 15s }`; histograms are counters there, as in Prometheus.
            `streamguard metrics grafana` writes a dashboard of them and `streamguard metrics rules` a file of alert rules; both
            lie ready in `engine/Host/Metrics`: `grafana.json` and `rules.yaml`.

            Counters count one run and begin at 0 with each; `rate` and `increase` know. Values of labels come from plans, so that
            their number is known before anything runs. Those that come with the data (`reason`, `version`, `event`, `measure`) are
            bounded to 20 for each component; what comes beyond is `other`.

                # prometheus.yml
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: streamguard
                    static_configs: [{ targets: ["127.0.0.1:8480"] }]
                    # Off loopback the host asks for its token:
                    # authorization: { credentials_file: /etc/streamguard/token }

            | meter | kind | unit | labels | what it is |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var meter in Meters.All)
            text.Append($"| `{meter.Name}` | {Kind(meter)} | {meter.Unit} | {string.Join(", ", meter.Labels)} | {meter.Help} |\n");
        return text.ToString();
    }

    /// <summary>Its kind as Prometheus names it.</summary>
    public static string Kind(MeterDefinition meter) => meter.Kind.ToString().ToLowerInvariant();
}
