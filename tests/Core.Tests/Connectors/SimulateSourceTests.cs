using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Testing;
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

    [Fact]
    public async Task Values_stay_within_what_such_sensors_show()
    {
        var rows = await Rows(new SimulateOptions { Model = "hydraulic-rig", Cycles = 4, Seed = 7, Faults = 1 });
        var values = rows.ToLookup(row => (string)row[0]!, row => (double)row[3]!);

        Assert.InRange(values["PS1"].Min(), 130, 160);
        Assert.InRange(values["PS1"].Max(), 180, 280);
        Assert.InRange(values["EPS1"].Min(), 2200, 2500);
        Assert.InRange(values["EPS1"].Max(), 2800, 3200);
        Assert.All(values.SelectMany(sensor => sensor), value => Assert.True(value >= 0));
    }

    [Fact]
    public async Task With_a_speed_rows_come_as_the_clock_goes()
    {
        var clock = new VirtualClock(new DateTimeOffset(2026, 1, 1, 10, 0, 30, TimeSpan.Zero));
        using var stop = new CancellationTokenSource();
        var output = new FakeSourceOutput();
        var source = Source(new SimulateOptions { Model = "hydraulic-rig", Speed = 2 }, clock);
        var run = source.RunAsync(output, stop.Token);
        Assert.Equal(17, output.Batches.Sum(batch => batch.Rows));

        // Half a second of the clock is one of event time, and its last instant is one of the next second.
        for (var step = 0; step < 5000 && output.Batches.Sum(batch => batch.Rows) < 728 + 17; step++)
        {
            if (clock.Elapsed < TimeSpan.FromSeconds(0.5)) clock.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Delay(1);
        }

        await stop.CancelAsync();
        await run;
        Assert.Equal(728 + 17, output.Batches.Sum(batch => batch.Rows));
        Assert.Equal(new DateTime(2026, 1, 1, 10, 0, 0, DateTimeKind.Utc), output.Batches[0][2].Boxed(0));
    }

    [Fact]
    public void A_start_of_now_stays_that_of_the_first_run()
    {
        var options = new SimulateOptions { Model = "hydraulic-rig", Speed = 1 };
        var state = new ArrayBufferWriter<byte>();
        var restored = Source(options, new VirtualClock(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)));

        Source(options, new VirtualClock(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))).Save(new StateWriter(state));
        restored.Restore(new StateReader(state.WrittenMemory));
        var again = new ArrayBufferWriter<byte>();
        restored.Save(new StateWriter(again));

        Assert.Equal(state.WrittenSpan, again.WrittenSpan);
    }

    private static SimulateSource Source(SimulateOptions options, TimeProvider? clock = null)
    {
        var source = new SimulateSource(options);
        source.Bind(new SourceBinding(new TestBinder { Clock = clock ?? TimeProvider.System }, hasDecoder: false, maxLine: 1 << 20));
        return source;
    }

    private static async Task<List<object?[]>> Rows(SimulateOptions options, long from = 0)
    {
        var output = new FakeSourceOutput { Saved = { ["hydraulic-rig"] = from } };
        await Source(options).RunAsync(output, default);
        return
        [
            .. output.Batches.SelectMany(batch => Enumerable.Range(0, batch.Rows).Select(row => batch.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())),
        ];
    }
}
