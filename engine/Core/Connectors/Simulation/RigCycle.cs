namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>
/// What the sensors show during one cycle of 60 s. A load step is answered like a damped oscillator: the valve's wear
/// makes the answer late and slow, a low accumulator makes it overshoot and ripple. A leaking pump costs flow and
/// efficiency. The tank's temperature follows the cooler with a lag that outlasts the cycle.
/// </summary>
internal sealed class RigCycle
{
    public const int Seconds = 60;

    private const int Hertz = 100;
    private const double TankLag = 25;
    private const double Ringing = 2 * Math.PI * 2.5;
    private const double SurgeWidth = 0.15;

    private readonly double[] _answer = new double[Seconds * Hertz];
    private readonly int[] _step = new int[Seconds * Hertz];
    private RigCondition _condition = new(100, 100, 0, 130, IsStable: true, Surge: -1);
    private double _ripple;
    private double _leak;
    private double _heatAtStart;
    private double _heatAim;

    /// <summary>Turns to another cycle.</summary>
    /// <param name="condition">The state of the parts.</param>
    /// <param name="heatAtStart">The tank's heat as the cycle begins: 0 as with a good cooler, 1 as with a failed one.</param>
    public void Begin(RigCondition condition, double heatAtStart)
    {
        _condition = condition;
        _heatAtStart = heatAtStart;
        _heatAim = HeatAim(condition);
        _leak = condition.PumpLeakage switch { 0 => 0, 1 => 0.12, _ => 0.155 };
        _ripple = condition.Accumulator switch { 130 => 0.2, 115 => 0.5, 100 => 1.0, _ => 2.0 };
        AnswerSteps();
    }

    /// <summary>The tank's heat at the end of a cycle that began with the given one.</summary>
    public static double HeatAfter(RigCondition condition, double heatAtStart) => Lagged(HeatAim(condition), heatAtStart, Seconds);

    /// <summary>The value of a sensor without noise at 1/100 s number <paramref name="tick"/> of the cycle.</summary>
    public double Value(RigSensor sensor, int tick)
    {
        var heat = Lagged(_heatAim, _heatAtStart, tick / (double)Hertz);
        return sensor.Name switch
        {
            "PS1" => (Stepped(sensor, tick) + Ripple(tick) + Surge(tick)) * (1 + _leak * 0.1),
            "PS2" => Math.Max(0, Stepped(sensor, tick) + Ripple(tick) + 0.6 * Surge(tick)),
            "PS3" => Math.Max(0, Stepped(sensor, tick) + 0.02 * (Ripple(tick) + Surge(tick))),
            "PS4" => sensor.Steps[0] * Math.Max(0, 1 - heat / 0.4),
            "EPS1" => Stepped(sensor, tick) * (1 + _leak * 0.15) + sensor.Heat * heat,
            "FS1" => Math.Max(0, Stepped(sensor, tick) * (1 - _leak) + sensor.Heat * heat * Loaded(tick)),
            "SE" => Math.Max(0, Stepped(sensor, tick) * (1 - _leak) * (1 - (100 - _condition.Valve) * 0.001) * (1 - 0.12 * heat)),
            // Cooling falls off faster than the tank heats up; the powers fit the means at 20 % and 3 %.
            "CE" => 19.6 + (sensor.Steps[0] - 19.6) * Math.Pow(1 - heat, 1.7),
            "CP" => 1.51 + (sensor.Steps[0] - 1.51) * Math.Pow(1 - heat, 1.4),
            _ => sensor.Steps[sensor.Steps.Length == 1 ? 0 : _step[tick]] + sensor.Heat * heat,
        };
    }

    private static double HeatAim(RigCondition condition) => condition.Cooler switch { 100 => 0, 20 => 0.525, _ => 1 };

    private static double Lagged(double aim, double from, double seconds) => aim + (from - aim) * Math.Exp(-seconds / TankLag);

    /// <summary>For each tick which load step it is in, and how far the answer to it has come (1 is there).</summary>
    private void AnswerSteps()
    {
        var (late, slow) = _condition.Valve switch { 100 => (0.0, 0.05), 90 => (0.04, 0.09), 80 => (0.1, 0.15), _ => (0.2, 0.25) };
        var overshoot = _condition.Accumulator switch { 130 => 0.02, 115 => 0.04, 100 => 0.08, _ => 0.3 };
        for (var tick = 0; tick < _answer.Length; tick++)
        {
            var time = tick / (double)Hertz - late;
            var step = RigSensor.StepStarts.Length;
            while (step > 0 && RigSensor.StepStarts[step - 1] > time) step--;
            // Before its first step a cycle stands where the one before it ended.
            _step[tick] = step == 0 ? RigSensor.StepStarts.Length - 1 : step - 1;
            var since = step == 0 ? 10 : time - RigSensor.StepStarts[step - 1];
            _answer[tick] = 1 - Math.Exp(-since / slow) + overshoot * Math.Exp(-since / 0.4) * Math.Sin(Ringing * since);
        }
    }

    private double Stepped(RigSensor sensor, int tick)
    {
        var step = _step[tick];
        var from = sensor.Steps[(step + sensor.Steps.Length - 1) % sensor.Steps.Length];
        return from + (sensor.Steps[step] - from) * _answer[tick];
    }

    private double Loaded(int tick) => _step[tick] == 0 ? 0 : 1;

    private double Ripple(int tick) => _ripple * Math.Sin(2 * Math.PI * 13 / Hertz * tick);

    private double Surge(int tick)
    {
        if (_condition.Surge < 0) return 0;
        var away = (tick / (double)Hertz - _condition.Surge) / SurgeWidth;
        return Math.Abs(away) > 6 ? 0 : 65 * Math.Exp(-away * away / 2);
    }
}
