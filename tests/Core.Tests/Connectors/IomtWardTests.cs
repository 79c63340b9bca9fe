using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Simulation;
using StreamGuard.Core.Connectors.Simulation.Ward;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public class IomtWardTests
{
    private const long Start = 1_762_612_200_000_000;
    private static readonly SimulationSettings Quiet = new(Start, Seed: 7) { Devices = 40, Seconds = 60, Attacks = 0 };

    [Fact]
    public void Has_the_45_fields_of_the_recordings_in_their_order()
    {
        var names = new IomtWard(Quiet).Schema.Fields.Select(field => field.Name).ToList();

        Assert.Equal(["timestamp", "record", "device", "Header_Length", "Protocol Type", "Duration"], names[..6]);
        Assert.Equal(["Covariance", "Variance", "Weight", "label"], names[^4..]);
        Assert.Equal(49, names.Count);
    }

    [Fact]
    public void Has_the_fields_that_the_schema_of_a_flow_describes()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "schemas", "iomt-flow.schema.json")));
        var described = schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name);

        Assert.Equal([.. FlowRecord.Names, "Time_To_Live", "label"], described);
    }

    [Fact]
    public void Each_device_is_told_of_once_a_second()
    {
        var rows = Rows(Quiet);

        Assert.Equal(40 * 60, rows.Count);
        Assert.All(rows.Chunk(40), second => Assert.Equal(40, second.Select(row => row["device"]).Distinct().Count()));
        Assert.Equal(rows.Select(row => (DateTime)row["timestamp"]!).Order(), rows.Select(row => (DateTime)row["timestamp"]!));
        Assert.All(rows, row => Assert.Equal("Benign", row["label"]));
    }

    [Fact]
    public void A_row_is_the_same_whichever_were_made_before_it()
    {
        var settings = Quiet with { Attacks = 1 };
        var whole = Rows(settings);
        var other = new IomtWard(settings);

        var batch = other.Make(1234, 10, "p");

        Assert.Equal(whole[1234]["Rate"], batch[batch.Schema.IndexOf("Rate")].Boxed(0));
        Assert.Equal(whole[1243]["label"], batch[batch.Schema.IndexOf("label")].Boxed(9));
        Assert.NotEqual(whole.Select(row => row["Rate"]), Rows(settings with { Seed = 8 }).Select(row => row["Rate"]));
    }

    [Fact]
    public void Six_minutes_under_attack_see_all_six_kinds()
    {
        var rows = Rows(Quiet with { Seconds = 360, Attacks = 1 });

        var kinds = rows.Select(row => (string)row["label"]!).Where(label => label != "Benign").Distinct().Order();

        Assert.Equal(Attacks.Kinds.Select(kind => kind.Label).Order(), kinds);
    }

    [Fact]
    public void Half_of_the_minutes_are_attacked_when_asked_for()
    {
        var attacks = new Attacks(new Noise(7), 0.5, 40);
        var attacked = Enumerable.Range(0, 1000).Count(minute => Enumerable.Range(0, 60).Any(second => attacks.At((minute * 60L + second) * 1_000_000) is not null));

        Assert.InRange(attacked, 450, 550);
    }

    [Fact]
    public void Fields_hang_together_as_in_the_recordings()
    {
        Assert.All(Rows(Quiet with { Attacks = 1, Seconds = 120 }), row =>
        {
            Assert.InRange(Value(row, "AVG"), Value(row, "Min"), Value(row, "Max"));
            Assert.InRange(Value(row, "Protocol Type"), 0, 17);
            Assert.Equal(Value(row, "Rate"), 1 / Value(row, "IAT"), 1e-6 * Value(row, "Rate"));
            Assert.Equal(1, Value(row, "TCP") + Value(row, "UDP") + Value(row, "ICMP") + Value(row, "ARP"), 1e-9);
            Assert.Equal(Value(row, "IPv"), 1 - Value(row, "ARP"), 1e-9);
            Assert.Equal(Value(row, "Std") * Math.Sqrt(2), Value(row, "Radius"), 1e-9 * (1 + Value(row, "Radius")));
        });
    }

    [Fact]
    public void Habits_follow_the_hour()
    {
        var night = Rows(Quiet with { Start = Start + 12 * 3600 * 1_000_000L, Seconds = 120 });
        var day = Rows(Quiet with { Seconds = 120 });

        // Updates of the pumps come at night, over HTTPS.
        Assert.True(Https(night) > 2 * Https(day));

        static int Https(List<Dictionary<string, object?>> rows) =>
            rows.Count(row => ((string)row["device"]!).StartsWith("pump", StringComparison.Ordinal) && Value(row, "HTTPS") > 0.5);
    }

    private static double Value(Dictionary<string, object?> row, string field) => (double)row[field]!;

    private static List<Dictionary<string, object?>> Rows(SimulationSettings settings)
    {
        var ward = new IomtWard(settings);
        List<Dictionary<string, object?>> rows = [];
        while (rows.Count < ward.Rows)
        {
            var batch = ward.Make(rows.Count, 1000, "p");
            for (var row = 0; row < batch.Rows; row++)
                rows.Add(batch.Schema.Fields.Select((field, at) => (field.Name, Value: batch[at].Boxed(row))).ToDictionary(cell => cell.Name, cell => cell.Value));
        }

        return rows;
    }
}
