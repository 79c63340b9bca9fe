using System.Text;

namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>Something out of the ordinary that a user's day holds besides the usual: an attack, or what only looks like one.</summary>
/// <param name="Label">What the rows say: benign, or the attack's name.</param>
internal sealed record Episode(string Label)
{
    /// <summary>Fewest and most events.</summary>
    public required (int From, int To) Events { get; init; }

    /// <summary>Shortest and longest time from the first to the last, minutes.</summary>
    public required (double From, double To) Minutes { get; init; }

    /// <summary>Hours of the day (UTC) in which it may begin, the first and the one behind the last; null: while the user is at work.</summary>
    public (int From, int To)? Hours { get; init; }

    /// <summary>It comes from an address that the user never had.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The address is in a far city; else it is in the user's own.</summary>
    public bool IsFar { get; init; }

    /// <summary>Share of the events, the first ones, that are failed logins; the one after them is a login that succeeds.</summary>
    public double Failing { get; init; }

    /// <summary>How often each kind of event comes behind the logins, in the order of <see cref="EventKind"/>; null: as the user's role has it.</summary>
    public double[]? Kinds { get; init; }

    /// <summary>Mean of threat scores; null: the role's.</summary>
    public double? Threat { get; init; }

    /// <summary>Median of the bytes that an event moves.</summary>
    public double Bytes { get; init; } = 4000;

    public bool IsAttack => !ReferenceEquals(Label, Benign);

    /// <summary>The label as a column holds it.</summary>
    public byte[] LabelBytes { get; } = Encoding.UTF8.GetBytes(Label);

    public const string Benign = "benign";

    /// <summary>The five kinds of attack.</summary>
    public static readonly Episode[] Attacks =
    [
        new("brute_force") { Events = (12, 40), Minutes = (2, 9), Hours = (0, 24), IsForeign = true, IsFar = true, Failing = 1, Threat = 0.45 },
        new("takeover") { Events = (12, 26), Minutes = (6, 14), Hours = (0, 24), IsForeign = true, IsFar = true, Failing = 0.5, Kinds = [0, 0.4, 0.4, 0.2, 0], Threat = 0.5, Bytes = 40_000 },
        new("exfiltration") { Events = (15, 45), Minutes = (15, 45), Hours = (0, 4), Kinds = [0, 0.6, 0, 0.4, 0], Threat = 0.45, Bytes = 30_000_000 },
        new("new_address") { Events = (4, 9), Minutes = (4, 30), Hours = (0, 24), IsForeign = true, IsFar = true, Kinds = [0.2, 0.5, 0.1, 0.2, 0], Threat = 0.35, Bytes = 60_000 },
        new("burst") { Events = (60, 160), Minutes = (0.3, 1), Kinds = [0, 0.3, 0.3, 0.1, 0.3], Threat = 0.4 },
    ];

    /// <summary>What only looks like an attack, and the share of days that have it.</summary>
    public static readonly (double Share, Episode Episode)[] Harmless =
    [
        (0.02, new(Benign) { Events = (3, 5), Minutes = (0.5, 3), Failing = 0.75 }),                                    // a password forgotten
        (0.008, new(Benign) { Events = (5, 20), Minutes = (30, 90), Hours = (20, 24) }),                                // work late at night
        (0.006, new(Benign) { Events = (6, 20), Minutes = (30, 120), IsForeign = true }),                               // a café's network
        (0.006, new(Benign) { Events = (12, 30), Minutes = (1, 3), Kinds = [0, 0.5, 0.5, 0, 0], Bytes = 50_000 }),      // a build, a copy of a folder
    ];
}
