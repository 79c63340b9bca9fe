using System.Text.Json;
using StreamGuard.Soak.Hosting.Load;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>Every second has one row, which counts fifty readings of each sensor and has the mean that they have.</summary>
internal static class RigProof
{
    public static IEnumerable<Finding> Look(string brokers, long rows, Asked asked)
    {
        const string Name = "hydraulic-sensors";
        var seconds = rows / (RigLoad.ReadingsOfSecond * RigLoad.Sensors.Length);
        var readings = string.Join(" + ", RigLoad.Sensors.Select(sensor => $"coalesce(sum({sensor}_n), 0)"));
        var whole = string.Join(" and ", RigLoad.Sensors.Select((sensor, place) => $"{sensor}_n = {RigLoad.ReadingsOfSecond}"));
        var lake = asked.Lake("data/hydraulic", $"select count(*) as n, count(distinct window_start) as seconds, {readings} as readings, count_if({whole}) as whole, count_if(TS1_avg = 109) as right_mean, count_if(PS1_avg > 300) as high from hydraulic");
        yield return new(Name, "seconds in the lake", seconds, lake.GetProperty("n").GetInt64());
        yield return new(Name, "of them different ones", seconds, lake.GetProperty("seconds").GetInt64());
        yield return new(Name, "readings that they count", rows, Asked.Whole(lake.GetProperty("readings")));
        yield return new(Name, "seconds with fifty of every sensor", seconds, lake.GetProperty("whole").GetInt64());
        yield return new(Name, "seconds with the right mean", seconds, lake.GetProperty("right_mean").GetInt64());
        yield return new(Name, "seconds of high pressure", seconds / RigLoad.AlarmEvery, lake.GetProperty("high").GetInt64());
        var high = new HashSet<string>();
        Topic.Read(brokers, "hydraulic-alerts", value =>
        {
            using var alert = JsonDocument.Parse(value);
            if (alert.RootElement.GetProperty("rule").GetString() == "high_pressure") high.Add(alert.RootElement.GetProperty("alert_id").GetString()!);
        });
        yield return new(Name, "their alerts in the topic (at least once, by their ids)", seconds / RigLoad.AlarmEvery, high.Count);
    }
}
