using StreamGuard.Core.Connectors.Simulation;

namespace StreamGuard.Core.Tests.Connectors;

public class RigCycleTests
{
    private static readonly RigCondition Healthy = new(Cooler: 100, Valve: 100, PumpLeakage: 0, Accumulator: 130, IsStable: true, Surge: -1);

    /// <summary>The means are those of the recordings' healthy cycles.</summary>
    [Theory]
    [InlineData("PS1", 160.6, 1)]
    [InlineData("PS2", 109.8, 1)]
    [InlineData("EPS1", 2530, 40)]
    [InlineData("FS1", 6.6, 0.3)]
    [InlineData("TS1", 35.9, 0.1)]
    [InlineData("CE", 47.4, 0.1)]
    [InlineData("SE", 59, 2)]
    public void A_healthy_rig_shows_the_means_of_the_recordings(string sensor, double mean, double within) =>
        Assert.InRange(Mean(Healthy, 0, sensor), mean - within, mean + within);

    [Fact]
    public void A_failed_cooler_heats_the_tank_and_cools_less()
    {
        var failed = Healthy with { Cooler = 3 };

        Assert.InRange(Mean(failed, 1, "TS1"), 54, 55);
        Assert.InRange(Mean(failed, 1, "CE"), 19, 20);
        Assert.InRange(Mean(failed, 1, "CP"), 1.5, 1.52);
    }

    [Fact]
    public void The_tank_follows_a_change_of_cooler_with_a_lag()
    {
        var failed = Healthy with { Cooler = 3 };

        var after = RigCycle.HeatAfter(failed, 0);

        Assert.InRange(after, 0.85, 0.99);
        Assert.True(Mean(failed, 0, "TS1") < Mean(failed, after, "TS1"));
    }

    [Fact]
    public void A_leaking_pump_costs_flow_and_efficiency()
    {
        var leaking = Healthy with { PumpLeakage = 2 };

        Assert.InRange(Mean(leaking, 0, "FS1") / Mean(Healthy, 0, "FS1"), 0.83, 0.87);
        Assert.InRange(Mean(leaking, 0, "SE") / Mean(Healthy, 0, "SE"), 0.83, 0.87);
    }

    [Fact]
    public void A_worn_valve_answers_later()
    {
        // A moment behind the step at 9.3 s, where the pressure falls by 45 bar.
        const int tick = 940;

        Assert.True(Value(Healthy with { Valve = 73 }, "PS1", tick) > Value(Healthy, "PS1", tick) + 20);
    }

    [Fact]
    public void A_low_accumulator_overshoots_and_ripples() =>
        Assert.True(Range(Healthy with { Accumulator = 90 }) > Range(Healthy) + 5);

    [Fact]
    public void A_surge_is_a_spike_of_pressure_in_its_second()
    {
        var surge = Healthy with { Surge = 25.5 };

        Assert.InRange(Value(surge, "PS1", 2550) - Value(Healthy, "PS1", 2550), 60, 70);
        Assert.Equal(Value(Healthy, "PS1", 2700), Value(surge, "PS1", 2700));
    }

    private static RigSensor Sensor(string name) => RigSensor.All.Single(sensor => sensor.Name == name);

    private static RigCycle Cycle(RigCondition condition, double heat)
    {
        var cycle = new RigCycle();
        cycle.Begin(condition, heat);
        return cycle;
    }

    private static double Value(RigCondition condition, string sensor, int tick) => Cycle(condition, 0).Value(Sensor(sensor), tick);

    private static double Mean(RigCondition condition, double heat, string sensor)
    {
        var cycle = Cycle(condition, heat);
        return Enumerable.Range(0, 6000).Average(tick => cycle.Value(Sensor(sensor), tick));
    }

    private static double Range(RigCondition condition)
    {
        var cycle = Cycle(condition, 0);
        var values = Enumerable.Range(0, 6000).Select(tick => cycle.Value(Sensor("PS1"), tick)).ToList();
        return values.Max() - values.Min();
    }
}
