using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Tests.Transforms;

/// <summary>Spark's answers on real data, see data/golden/README.md of the shared folder; nothing is tested where it is absent.</summary>
public class SparkAnswersTests
{
    private static readonly (string Name, string Text)[] Features =
    [
        ("pressure_mean", "(PS1_avg + PS2_avg + PS3_avg + PS4_avg + PS5_avg + PS6_avg) / 6"),
        ("temperature_mean", "(TS1_avg + TS2_avg + TS3_avg + TS4_avg) / 4"),
        ("flow_mean", "(FS1_avg + FS2_avg) / 2"),
        ("pressure_range", "PS1_max - PS1_min"),
        ("pressure_variability", "PS1_std / PS1_avg"),
        ("flow_pressure_ratio", "flow_mean / pressure_mean"),
        ("efficiency_index", "SE_avg * CE_avg / 100"),
    ];

    [Fact]
    public void Features_of_each_second_of_the_hydraulic_rig()
    {
        if (Seconds() is not { } seconds) return;
        var expected = new TransformHarness(new Select(new SelectOptions { Columns = [.. Features.Select(each => each.Name)] }), seconds.Schema).Feed(0, Lent(seconds));
        var measured = new TransformHarness(new Select(new SelectOptions { Drop = [.. Features.Select(each => each.Name)] }), seconds.Schema).Feed(0, Lent(seconds));
        var columns = Features.Select(each => KeyValuePair.Create(each.Name, new ExpressionText(each.Text)));

        var run = new TransformHarness(new Compute(new ComputeOptions { Columns = new OrderedDictionary<string, ExpressionText>(columns) }), measured.Schema).Feed([.. measured.Rows]);

        Assert.Equal(300, run.Rows.Count);
        foreach (var (name, _) in Features)
            Assert.All(expected.Column(name).Zip(run.Column(name)), pair => AssertClose((double?)pair.First, (double?)pair.Second));
    }

    [Theory]
    [InlineData("alarms.csv", 300, 100, 50)]
    [InlineData("alarms-lowered.csv", 190, 36.4, 30)]
    public void Alarms_of_the_hydraulic_rig(string file, double pressure, double temperature, double spike)
    {
        if (Seconds() is not { } seconds || SharedData.Find($"data/golden/hydraulic-seconds/{file}") is not { } golden) return;
        var expected = Read(golden, ("window_start", ColumnType.Timestamp), ("cycle", ColumnType.Int), ("rule", ColumnType.String));
        var rules = new RulesOptions
        {
            Rules = new OrderedDictionary<string, RuleOptions>
            {
                ["high_pressure"] = When($"PS1_avg > {pressure}"),
                ["high_temperature"] = When($"TS1_avg > {temperature}"),
                ["pressure_spike"] = When($"pressure_range > {spike}"),
            },
        };

        var run = new TransformHarness(new AlertRules(rules), seconds.Schema).Feed(0, seconds);

        var alarms = run.Column("window_start").Zip(run.Column("cycle"), run.Column("rule"));
        Assert.Equal(Values(expected).Select(row => (row[0], row[1], row[2])), alarms.Select(each => (each.First, each.Second, each.Third)));
        Assert.Equal(run.Rows.Count, run.Column("alert_id").Distinct().Count());
    }

    [Fact]
    public void Names_of_the_ads_that_were_clicked()
    {
        if (SharedData.Find("data/golden/joins") is not { } folder) return;
        var clicks = File.ReadLines(Path.Combine(folder, "clicks.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(click => new object?[] { click.GetProperty("click_seq").GetInt64(), click.GetProperty("click_ad_id").GetString() });
        var table = new TableOptions
        {
            Path = Path.Combine(folder, "ads.csv"),
            Columns = new OrderedDictionary<string, ColumnOptions> { ["ad_id"] = new() { Type = ColumnType.String }, ["name"] = new() { Type = ColumnType.String } },
            Key = ["ad_id"],
        };
        var input = new Schema([new("click_seq", ColumnType.Int), new("click_ad_id", ColumnType.String)]);

        var run = new TransformHarness(new Lookup(new LookupOptions { Table = table, On = ["click_ad_id"], Default = new Dictionary<string, string> { ["name"] = "Unknown" } }), input).Feed([.. clicks]);

        var expected = Read(Path.Combine(folder, "lookup.csv"), ("click_seq", ColumnType.Int), ("click_ad_id", ColumnType.String), ("name", ColumnType.String));
        Assert.Equal(Values(expected), run.Rows.Select(row => new[] { row[0], row[1], row[2] }));
    }

    private static RuleOptions When(string condition) => new() { When = new ExpressionText(FormattableString.Invariant($"{condition}")) };

    private static Batch? Seconds()
    {
        if (SharedData.Find("data/golden/hydraulic-seconds/seconds.csv.xz") is not { } file) return null;
        string[] sensors = ["PS1", "PS2", "PS3", "PS4", "PS5", "PS6", "FS1", "FS2", "TS1", "TS2", "TS3", "TS4", "CE", "SE"];
        var averages = sensors.Select(sensor => (sensor + "_avg", ColumnType.Float));
        return Read(file, [("window_start", ColumnType.Timestamp), ("cycle", ColumnType.Int), .. averages,
            ("PS1_min", ColumnType.Float), ("PS1_max", ColumnType.Float), ("PS1_std", ColumnType.Float), .. Features.Select(each => (each.Name, ColumnType.Float))]);
    }

    private static Batch Read(string path, params (string Name, ColumnType Type)[] columns)
    {
        var wanted = columns.Select(column => new ColumnSpec { Name = column.Name, Type = column.Type });
        return new DelimitedTable("csv", Delimiter.Comma).Read(new TableRequest { Path = path, Columns = [.. wanted] }).Rows;
    }

    private static IEnumerable<object?[]> Values(Batch batch) =>
        Enumerable.Range(0, batch.Rows).Select(row => batch.Columns.ToArray().Select(column => column.Boxed(row)).ToArray());

    private static Batch Lent(Batch batch)
    {
        batch.Retain();
        return batch;
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } value) Assert.InRange(Math.Abs(value - actual!.Value), 0, 1e-9 * Math.Max(1, Math.Abs(value)));
    }
}
