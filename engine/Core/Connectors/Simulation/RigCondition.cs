namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>The state of the rig's four parts during one cycle, with the grades of the recordings' labels.</summary>
/// <param name="Cooler">Efficiency in %: 3, 20 or 100.</param>
/// <param name="Valve">Switching behaviour in %: 73, 80, 90 or 100.</param>
/// <param name="PumpLeakage">0 none, 1 weak, 2 severe.</param>
/// <param name="Accumulator">Pre-charge pressure in bar: 90, 100, 115 or 130.</param>
/// <param name="IsStable">The parts are those of the cycle before; the label <c>stable</c> is then 0.</param>
/// <param name="Surge">Second of the cycle in which the relief valve sticks for a moment; -1 for none.</param>
internal sealed record RigCondition(int Cooler, int Valve, int PumpLeakage, int Accumulator, bool IsStable, double Surge)
{
    private static readonly int[] Coolers = [100, 20, 3];
    private static readonly int[] Valves = [100, 90, 80, 73];
    private static readonly int[] Leakages = [0, 1, 2];
    private static readonly int[] Accumulators = [130, 115, 100, 90];

    /// <summary>How likely a cycle keeps the parts of the one before; in the recordings 58 % do.</summary>
    private const double Keeps = 0.5;

    /// <summary>How likely a relief valve sticks in a cycle, for each unit of <c>faults</c>.</summary>
    private const double Surges = 0.3;

    private const int DrawsPerCycle = 16;

    /// <summary>The condition of a cycle, drawn after the one before it (null for the first).</summary>
    public static RigCondition Draw(Noise noise, long cycle, RigCondition? before, double faults)
    {
        var draw = cycle * DrawsPerCycle;
        var surge = noise.Uniform(draw) < Surges * faults ? 2 + 56 * noise.Uniform(draw + 1) : -1;
        if (before is not null && noise.Uniform(draw + 2) < Keeps) return before with { IsStable = true, Surge = surge };
        return new RigCondition(
            Grade(Coolers, draw + 4), Grade(Valves, draw + 6), Grade(Leakages, draw + 8), Grade(Accumulators, draw + 10), IsStable: false, surge);

        // The first grade is the healthy one.
        int Grade(int[] grades, long at) =>
            noise.Uniform(at) >= faults ? grades[0] : grades[1 + (int)(noise.Uniform(at + 1) * (grades.Length - 1))];
    }
}
