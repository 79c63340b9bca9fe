using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Simulation.Organisation;
using StreamGuard.Core.Connectors.Simulation.Ward;

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
internal sealed record SimulationSettings(long Start, long Seed)
{
    /// <summary>How often the rig goes through its cycle; null for ever.</summary>
    public long? Cycles { get; init; }

    /// <summary>Share of what may be worn at the rig that is, 0 to 1.</summary>
    public double Faults { get; init; } = 0.5;

    /// <summary>How long the ward is watched; null for ever.</summary>
    public long? Seconds { get; init; }

    /// <summary>Devices in the ward, each with a record a second.</summary>
    public int Devices { get; init; } = 40;

    /// <summary>Share of the ward's minutes, or of the days of the organisation's users, that have an attack, 0 to 1; null as the model has it.</summary>
    public double? Attacks { get; init; }

    /// <summary>How long the organisation is watched; null for ever.</summary>
    public long? Days { get; init; }

    /// <summary>How many events of the organisation there are at most; null for any number.</summary>
    public long? Events { get; init; }

    /// <summary>The organisation's users.</summary>
    public int Users { get; init; } = 100;

    /// <summary>Events that a user makes on a usual day, about.</summary>
    public double EventsPerDay { get; init; } = 60;

    /// <summary>So many days of the organisation, the first ones, are without attacks.</summary>
    public int QuietDays { get; init; } = 2;
}

/// <summary>The models there are, by name; a file each.</summary>
internal static class Simulations
{
    private static readonly (string Name, string[] Options, Func<SimulationSettings, ISimulation> Create)[] Known =
    [
        ("hydraulic-rig", ["cycles", "faults"], settings => new HydraulicRig(settings)),
        ("iomt-ward", ["seconds", "devices", "attacks"], settings => new IomtWard(settings)),
        ("organisation", ["days", "events", "users", "rate", "attacks", "quiet_days"], settings => new SecurityOrganisation(settings)),
    ];

    public static IEnumerable<string> Names => Known.Select(model => model.Name);

    /// <summary>The models that an option is for; none for one that all have.</summary>
    public static IEnumerable<string> WithOption(string option) => Known.Where(model => model.Options.Contains(option)).Select(model => model.Name);

    /// <exception cref="InvalidOperationException">There is no such model.</exception>
    public static ISimulation Create(string name, SimulationSettings settings) => Known.Single(model => model.Name == name).Create(settings);
}
