using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public class SimulateSourceTests
{
    [Fact]
    public async Task Writes_17_sensors_at_their_rates()
    {
        var rows = await Rows(new SimulateOptions { Model = "hydraulic-rig", Cycles = 1 });

        Assert.Equal(43_680, rows.Count);
        var counts = rows.GroupBy(row => (string)row[0]!).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(17, counts.Count);
        Assert.Equal((6000, 600, 60), (counts["EPS1"], counts["FS2"], counts["TS4"]));
    }

    [Fact]
    public async Task Time_never_goes_back_and_cycles_begin_on_whole_minutes()
    {
        var rows = await Rows(new SimulateOptions { Model = "hydraulic-rig", Cycles = 3 });

        var times = rows.ConvertAll(row => (DateTime)row[2]!);
        Assert.Equal(times.Order(), times);
        Assert.All(rows.GroupBy(row => row[1]), cycle => Assert.Equal(0, ((DateTime)cycle.First()[2]!).TimeOfDay.Ticks % TimeSpan.TicksPerMinute));
        Assert.Equal(new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc), times[0]);
    }

    [Fact]
    public async Task A_seed_gives_the_same_rows_wherever_it_resumes()
    {
        var options = new SimulateOptions { Model = "hydraulic-rig", Cycles = 3, Seed = 7 };
        var whole = await Rows(options);

        var resumed = await Rows(options, from: 61_234);

        Assert.Equal(whole[61_234..], resumed);
        Assert.NotEqual(whole, await Rows(options with { Seed = 8 }));
    }

    private static async Task<List<object?[]>> Rows(SimulateOptions options, long from = 0)
    {
        var source = new SimulateSource(options);
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: false, maxLine: 1 << 20));
        var output = new FakeSourceOutput { Saved = { ["hydraulic-rig"] = from } };
        await source.RunAsync(output, default);
        return
        [
            .. output.Batches.SelectMany(batch => Enumerable.Range(0, batch.Rows).Select(row => batch.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())),
        ];
    }
}
