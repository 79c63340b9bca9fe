using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>A model of something that writes rows: the same rows for the same seed, each told by its number alone.</summary>
internal interface ISimulation
{
    Schema Schema { get; }

    /// <summary>How many rows there are; null when they never end.</summary>
    long? Rows { get; }

    /// <summary>Event time of a row, microseconds UTC; never less than that of the row before.</summary>
    long TimeOf(long row);

    /// <summary>Rows from <paramref name="row"/> on, at least one and not more than asked for, held by the caller.</summary>
    Batch Make(long row, int atMost, string partition);
}

/// <summary>What a model is made from.</summary>
/// <param name="Start">Event time of the first row, microseconds UTC.</param>
/// <param name="Seed">Everything that is drawn follows from it.</param>
/// <param name="Cycles">How often it goes through its cycle; null for ever.</param>
/// <param name="Faults">Share of what may be worn that is, 0 to 1.</param>
internal sealed record SimulationSettings(long Start, long Seed, long? Cycles, double Faults);

/// <summary>The models there are, by name; a file each.</summary>
internal static class Simulations
{
    private static readonly (string Name, Func<SimulationSettings, ISimulation> Create)[] Known =
    [
        ("hydraulic-rig", settings => new HydraulicRig(settings)),
    ];

    public static IEnumerable<string> Names => Known.Select(model => model.Name);

    /// <exception cref="InvalidOperationException">There is no such model.</exception>
    public static ISimulation Create(string name, SimulationSettings settings) => Known.Single(model => model.Name == name).Create(settings);
}
