using System.Text.Json;
using StreamGuard.Core.Connectors.Simulation;
using StreamGuard.Core.Connectors.Simulation.Organisation;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public class SecurityOrganisationTests
{
    private const long Start = 1_762_612_200_000_000;
    private static readonly SimulationSettings Week = new(Start, Seed: 7) { Days = 7, Users = 60, Attacks = 0.1 };
    private static readonly Lazy<List<Dictionary<string, object?>>> TheWeek = new(() => Rows(Week));

    [Fact]
    public void Events_fit_the_schema_of_the_topic()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "schemas", "security-event.schema.json")));
        var properties = schema.RootElement.GetProperty("properties");
        var words = properties.EnumerateObject().Where(property => property.Value.TryGetProperty("enum", out _))
            .ToDictionary(property => property.Name, property => property.Value.GetProperty("enum").EnumerateArray().Select(word => word.GetString()).ToHashSet());

        Assert.Equal(new SecurityOrganisation(Week).Schema.Fields.Select(field => field.Name), properties.EnumerateObject().Select(property => property.Name).Append("label").Append("attack_id"));
        Assert.All(TheWeek.Value, row =>
        {
            Assert.All(schema.RootElement.GetProperty("required").EnumerateArray(), name => Assert.NotNull(row[name.GetString()!]));
            Assert.All(words, column => Assert.Contains((string)row[column.Key]!, column.Value));
            Assert.InRange((double)row["threat_score"]!, 0, 1);
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse((string)row["metadata"]!).RootElement.ValueKind);
        });
    }

    [Fact]
    public void Times_never_go_back_and_ids_are_in_their_order()
    {
        var rows = TheWeek.Value;

        Assert.Equal(rows.Select(row => (DateTime)row["timestamp"]!).Order(), rows.Select(row => (DateTime)row["timestamp"]!));
        Assert.Equal(rows.Select(row => (string)row["event_id"]!).Distinct().Order(StringComparer.Ordinal), rows.Select(row => (string)row["event_id"]!));
        Assert.InRange((DateTime)rows[^1]["timestamp"]!, new DateTime(2025, 11, 15, 14, 0, 0), new DateTime(2025, 11, 15, 14, 30, 0));
    }

    [Fact]
    public void A_row_is_the_same_whichever_were_made_before_it()
    {
        var row = TheWeek.Value.Count / 2;
        var other = new SecurityOrganisation(Week);

        var batch = other.Make(row, 10, "p");

        Assert.Equal(TheWeek.Value[row]["metadata"], batch[batch.Schema.IndexOf("metadata")].Boxed(0));
        Assert.Equal(TheWeek.Value[row + 9]["threat_score"], batch[batch.Schema.IndexOf("threat_score")].Boxed(9));
        Assert.NotEqual(TheWeek.Value[0]["metadata"], Rows(Week with { Seed = 8, Events = 1 })[0]["metadata"]);
    }

    [Fact]
    public void All_five_kinds_of_attack_come_after_the_quiet_days()
    {
        var attacks = TheWeek.Value.Where(row => row["attack_id"] is not null).ToList();

        Assert.Equal(Episode.Attacks.Select(attack => attack.Label).Order(), attacks.Select(row => (string)row["label"]!).Distinct().Order());
        Assert.All(attacks, row => Assert.True((DateTime)row["timestamp"]! >= new DateTime(2025, 11, 10, 14, 30, 0)));
        Assert.All(attacks.GroupBy(row => row["attack_id"]), attack => Assert.Single(attack.Select(row => row["user"]).Distinct()));
        Assert.All(TheWeek.Value.Where(row => row["attack_id"] is null), row => Assert.Equal("benign", row["label"]));
        Assert.All(Rows(Week with { Attacks = 0 }), row => Assert.Null(row["attack_id"]));
    }

    [Fact]
    public void A_takeover_is_failures_and_then_a_success_from_an_address_that_was_never_the_users()
    {
        var takeovers = TheWeek.Value.Where(row => (string)row["label"]! == "takeover").GroupBy(row => (string)row["attack_id"]!).ToList();

        Assert.NotEmpty(takeovers);
        foreach (var takeover in takeovers)
        {
            var events = takeover.ToList();
            var failures = events.TakeWhile(row => (string)row["status"]! == "failure").Count();
            Assert.InRange(failures, 5, 13);
            Assert.Equal(("auth_attempt", "success"), ((string)events[failures]["event_type"]!, (string)events[failures]["status"]!));
            var own = TheWeek.Value.Where(row => row["user"]!.Equals(events[0]["user"]) && row["attack_id"] is null).Select(row => row["source_ip"]);
            Assert.DoesNotContain(events[0]["source_ip"], own);
            Assert.DoesNotContain(events[failures]["source_ip"], own.Append(events[0]["source_ip"]));
        }
    }

    [Fact]
    public void Roles_keep_their_hours()
    {
        var analysts = TheWeek.Value.Where(row => row["attack_id"] is null && ((string)row["user"]!).StartsWith("analyst", StringComparison.Ordinal)).ToList();

        var atNight = analysts.Count(row => ((DateTime)row["timestamp"]!).Hour is >= 19 or < 6);
        Assert.InRange(atNight / (double)analysts.Count, 0, 0.02);
        Assert.Equal(24, TheWeek.Value.Where(row => ((string)row["user"]!).StartsWith("service", StringComparison.Ordinal)).Select(row => ((DateTime)row["timestamp"]!).Hour).Distinct().Count());
    }

    [Fact]
    public void Every_place_is_in_the_table_of_cities()
    {
        var cities = File.ReadLines(Path.Combine(SharedData.RepositoryRoot(), "pipelines", "shared", "cities.csv")).Select(line => line.Split(',')[0]).ToHashSet();

        Assert.Subset(cities, Places.Offices.Concat(Places.Far).ToHashSet());
        Assert.Subset(cities, TheWeek.Value.Select(row => (string)row["location"]!).ToHashSet());
    }

    [Fact]
    public void Events_and_days_end_it_whichever_comes_first()
    {
        Assert.Equal(100, Rows(Week with { Events = 100 }).Count);
        Assert.Equal(TheWeek.Value.Count, Rows(Week with { Events = 10_000_000 }).Count);
        Assert.Equal(20_000, new SecurityOrganisation(Week with { Days = null, Events = 20_000 }).Rows);
        Assert.Null(new SecurityOrganisation(Week with { Days = null }).Rows);
    }

    private static List<Dictionary<string, object?>> Rows(SimulationSettings settings)
    {
        var organisation = new SecurityOrganisation(settings);
        var rows = new List<Dictionary<string, object?>>();
        while (rows.Count < organisation.Rows)
        {
            var batch = organisation.Make(rows.Count, 4096, "p");
            var first = rows.Count;
            for (var row = 0; row < batch.Rows; row++)
            {
                rows.Add(batch.Schema.Fields.Select((field, column) => (field.Name, Value: batch[column].Boxed(row))).ToDictionary(cell => cell.Name, cell => cell.Value));
                Assert.Equal(new DateTimeOffset((DateTime)rows[^1]["timestamp"]!, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000, organisation.TimeOf(first + row));
            }

            batch.Release();
        }

        return rows;
    }
}
