namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>
/// A sensor of the rig. Its levels are the means of the recordings (UCI 447, 'Condition monitoring of hydraulic
/// systems', healthy cycles), one for each load step; what a cold and a hot tank make of it is linear between the
/// means at full and at failed cooling.
/// </summary>
/// <param name="Name">As in the recordings.</param>
/// <param name="Hertz">Samples a second.</param>
/// <param name="Noise">Standard deviation of the noise, in the sensor's unit.</param>
/// <param name="Steps">Level in each of the load steps, with a cold tank; one alone when the load does not matter.</param>
/// <param name="Heat">What a hot tank adds.</param>
internal sealed record RigSensor(string Name, int Hertz, double Noise, double[] Steps, double Heat = 0)
{
    /// <summary>Seconds of the cycle at which the load steps begin.</summary>
    public static readonly double[] StepStarts = [0.3, 9.3, 19.2, 29.2, 39.2, 49.2];

    /// <summary>All of them, in the order in which those of one instant are written.</summary>
    public static readonly RigSensor[] All =
    [
        new("PS1", 100, 0.12, [191.4, 146.6, 156.5, 166.3, 156.5, 151.6]),
        new("PS2", 100, 0.12, [0, 120.5, 130.5, 140.4, 130.5, 125.6]),
        new("PS3", 100, 0.02, [0, 2.35, 2.32, 2.31, 2.33, 2.34]),
        new("PS4", 100, 0.01, [10]),
        new("PS5", 100, 0.01, [9.89], -1.36),
        new("PS6", 100, 0.01, [9.77], -1.29),
        new("EPS1", 100, 4, [2945, 2347, 2482, 2618, 2482, 2415], -75),
        new("FS1", 10, 0.03, [0, 7.91, 7.84, 7.8, 7.85, 7.87], -0.3),
        new("FS2", 10, 0.01, [10.18], -1.02),
        new("TS1", 1, 0.03, [35.9], 18.7),
        new("TS2", 1, 0.03, [41.6], 17.2),
        new("TS3", 1, 0.03, [38.8], 17.3),
        new("TS4", 1, 0.03, [30.9], 19.1),
        new("VS1", 1, 0.02, [0.58, 0.53, 0.54, 0.57, 0.55, 0.53], 0.12),
        new("CE", 1, 0.2, [47.4]),
        new("CP", 1, 0.01, [2.16]),
        new("SE", 1, 0.3, [0, 67.8, 68.7, 69.7, 68.7, 68.1]),
    ];
}
