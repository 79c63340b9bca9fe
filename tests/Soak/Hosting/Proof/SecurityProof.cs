using System.Globalization;
using System.Text.Json;
using StreamGuard.Soak.Hosting.Load;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>
/// Each event is told how many of its user were before it, which must be its place among them: a row that was lost, came
/// twice or met state that had lost or doubled one is seen in every row behind it.
/// </summary>
internal static class SecurityProof
{
    public static IEnumerable<Finding> Look(string brokers, long rows, Asked asked)
    {
        const string Name = "security-events";
        var (messages, torn) = Told(brokers, rows, out var distinct);
        yield return new(Name, "events told of their user, in the topic", rows, messages);
        yield return new(Name, "of them different ones", rows, distinct);
        yield return new(Name, "told another number of events before them", 0, torn);
        var seen = asked.Store("select count(*) as n, count(distinct event_id) as ids, sum(cast(event_id as bigint)) as sum from events");
        yield return new(Name, "events in the store", rows, seen.GetProperty("n").GetInt64());
        yield return new(Name, "of them different ones", rows, seen.GetProperty("ids").GetInt64());
        yield return new(Name, "sum of their numbers", rows * (rows - 1) / 2, Asked.Whole(seen.GetProperty("sum")));

        var attacks = SecurityLoad.Attacks(rows);
        foreach (var rule in new[] { "brute_force", "takeover" })
        {
            var found = asked.Store($"select count(*) as n, count(distinct \"user\") as users from anomalies where rule = '{rule}' and \"user\" like 'attacker-%'");
            yield return new(Name, $"alerts {rule} in the store", attacks, found.GetProperty("n").GetInt64());
            yield return new(Name, "of them different attackers", attacks, found.GetProperty("users").GetInt64());
        }

        var ids = new HashSet<string>();
        Topic.Read(brokers, "soak-security-alerts", value =>
        {
            using var alert = JsonDocument.Parse(value);
            ids.Add(alert.RootElement.GetProperty("alert_id").GetString()!);
        });
        var kept = asked.Store("select count(*) as n, count(distinct alert_id) as ids from anomalies");
        yield return new(Name, "all alerts in the store, by their ids", kept.GetProperty("n").GetInt64(), kept.GetProperty("ids").GetInt64());
        yield return new(Name, "the same in the topic (at least once, by their ids)", kept.GetProperty("ids").GetInt64(), ids.Count);
    }

    private static (long Messages, long Torn) Told(string brokers, long rows, out long distinct)
    {
        var told = new long[rows];
        Array.Fill(told, -1);
        var (messages, strange) = (0L, 0L);
        Topic.Read(brokers, "soak-security-proof", value =>
        {
            messages++;
            using var row = JsonDocument.Parse(value);
            var number = long.Parse(row.RootElement.GetProperty("event_id").GetString()!, CultureInfo.InvariantCulture);
            if (number < rows) told[number] = row.RootElement.GetProperty("events_seen").GetInt64();
            else strange++;
        });
        distinct = told.LongCount(before => before >= 0);
        var counts = new Dictionary<string, long>();
        for (var number = 0L; number < rows; number++)
        {
            var user = SecurityLoad.UserOf(number);
            var before = counts.GetValueOrDefault(user);
            counts[user] = before + 1;
            if (told[number] != before) strange++;
        }

        return (messages, strange);
    }
}
