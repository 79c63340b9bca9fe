using System.Text.Json;
using StreamGuard.Soak.Hosting.Load;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>Every flow is once in the lake and counted in one window of its label, and every one that is unlike the others has its alert.</summary>
internal static class FlowProof
{
    public static IEnumerable<Finding> Look(string brokers, long rows, Asked asked)
    {
        const string Name = "iomt-traffic";
        var points = asked.Lake("data/flows", "select count(*) as n, count(distinct place) as ids, sum(place) as sum, count_if(predicted_anomaly) as unlike from flows");
        yield return new(Name, "flows in the lake", rows, points.GetProperty("n").GetInt64());
        yield return new(Name, "of them different ones", rows, points.GetProperty("ids").GetInt64());
        yield return new(Name, "sum of their numbers", rows * (rows - 1) / 2, Asked.Whole(points.GetProperty("sum")));

        var (windows, records, twice) = (0L, new Dictionary<string, long>(), 0L);
        var starts = new HashSet<string>();
        Topic.Read(brokers, "soak-flow-windows", value =>
        {
            using var window = JsonDocument.Parse(value);
            var label = window.RootElement.GetProperty("label").GetString()!;
            windows++;
            if (!starts.Add($"{label} {window.RootElement.GetProperty("window_start").GetString()}")) twice++;
            records[label] = records.GetValueOrDefault(label) + window.RootElement.GetProperty("records").GetInt64();
        });
        var floods = (rows + FlowLoad.FloodEvery - 1) / FlowLoad.FloodEvery;
        yield return new(Name, "floods in windows of ten seconds", floods, records.GetValueOrDefault(FlowLoad.LabelOf(0)));
        yield return new(Name, "other flows in windows", rows - floods, records.GetValueOrDefault(FlowLoad.LabelOf(1)));
        yield return new(Name, "windows of a label that came twice", 0, twice);

        var ids = new HashSet<string>();
        Topic.Read(brokers, "soak-flow-alerts", value =>
        {
            using var alert = JsonDocument.Parse(value);
            ids.Add(alert.RootElement.GetProperty("alert_id").GetString()!);
        });
        yield return new(Name, "alerts in the topic, as many as flows unlike the others (at least once, by their ids)", points.GetProperty("unlike").GetInt64(), ids.Count);
    }
}
