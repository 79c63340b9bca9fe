using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Feeds;

namespace StreamGuard.Host.Service.Alerts;

/// <summary>
/// Failures as alerts: rows like those of rules, into the sink that the host file names. The log has them too, and more.
/// </summary>
internal sealed class HostAlerts(RowFeed feed, TimeSpan steady, TimeProvider clock)
{
    /// <summary>Columns of an alert, those of a rule's first.</summary>
    public static readonly Schema Schema = new(
    [
        new("rule", ColumnType.String), new("severity", ColumnType.String), new("message", ColumnType.String), new("alert_id", ColumnType.String),
        new("pipeline", ColumnType.String), new("file", ColumnType.String), new("problem", ColumnType.String), new("restarts", ColumnType.Int),
        new("next_start", ColumnType.Timestamp), new("host", ColumnType.String), new("time", ColumnType.Timestamp),
    ])
    {
        EventTime = "time",
        Identity = ["alert_id"],
    };

    private readonly Incidents _incidents = new(clock);

    /// <summary>Binds the sink of a host file; null when it has problems, which have been reported.</summary>
    /// <param name="sink">As it stands there.</param>
    /// <param name="plugins">One more folder of plugins; null for none.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static RowFeed? Bind(SinkEntry sink, string? plugins, Problems problems) => RowFeed.Bind("host-alerts", Schema, sink, Installed.Registry(plugins), problems);

    /// <summary>Tells of the failures of every pipeline that the host takes on from now on.</summary>
    public void Follow(PipelineHost host) => host.Added += pipeline => PipelineAlerts.Follow(pipeline, _incidents, Raise, steady, clock);

    /// <summary>Tells of something.</summary>
    public void Raise(HostAlert alert)
    {
        var now = clock.GetUtcNow();
        feed.Add(
            alert.Rule, alert.Severity, alert.Message, Id(alert, now), alert.Status.Name, alert.Status.File, alert.Problem, alert.Status.Restarts,
            alert.Status.NextStart?.UtcDateTime, Environment.MachineName, now.UtcDateTime);
    }

    private static string Id(HostAlert alert, DateTimeOffset at) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}\n{alert.Status.File}\n{alert.Rule}\n{alert.Message}\n{at.UtcTicks}"))))[..32];
}

/// <summary>One alert of the host.</summary>
/// <param name="Rule">What kind of thing: pipeline_failed.</param>
/// <param name="Severity">info, warning, high or critical.</param>
/// <param name="Message">What happened, in a sentence.</param>
/// <param name="Problem">What is wrong, with its place; null when nothing is any more.</param>
/// <param name="Status">Of the pipeline then.</param>
internal sealed record HostAlert(string Rule, string Severity, string Message, string? Problem, HostedStatus Status);
