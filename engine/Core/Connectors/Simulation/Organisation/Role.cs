namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>The kinds of event there are, in the order of weights, with the words of the topic's schema.</summary>
internal enum EventKind
{
    Auth,
    File,
    Process,
    Network,
    Dns,
}

/// <summary>What people of a role do on a usual day.</summary>
internal sealed record Role(string Name)
{
    /// <summary>Share of the organisation's users.</summary>
    public required double Share { get; init; }

    /// <summary>Events a day, as a multiple of the organisation's rate.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>Hours of the day (UTC) at work, the first and the one behind the last; the same twice is around the clock.</summary>
    public (int From, int To) Hours { get; init; } = (8, 18);

    /// <summary>Events on a day of the weekend, as a share of those of another day.</summary>
    public double Weekend { get; init; } = 0.05;

    /// <summary>Share of days from home.</summary>
    public double Home { get; init; } = 0.3;

    /// <summary>Share of days that are spent in another city of the organisation.</summary>
    public double Travel { get; init; } = 0.01;

    /// <summary>How often each kind of event comes, in the order of <see cref="EventKind"/>.</summary>
    public required double[] Kinds { get; init; }

    /// <summary>Share of logins that fail, where nobody attacks.</summary>
    public double Mistyped { get; init; } = 0.03;

    /// <summary>Mean of threat scores.</summary>
    public double Threat { get; init; } = 0.12;

    public static readonly Role[] All =
    [
        new("engineer") { Share = 0.32, Hours = (8, 19), Pace = 1.3, Home = 0.4, Kinds = [0.06, 0.26, 0.32, 0.2, 0.16], Threat = 0.14 },
        new("analyst") { Share = 0.22, Hours = (7, 17), Kinds = [0.08, 0.48, 0.08, 0.16, 0.2] },
        new("sales") { Share = 0.18, Hours = (7, 19), Pace = 0.7, Travel = 0.12, Kinds = [0.16, 0.28, 0.04, 0.26, 0.26], Mistyped = 0.05 },
        new("support") { Share = 0.14, Hours = (6, 22), Weekend = 0.6, Kinds = [0.14, 0.26, 0.12, 0.28, 0.2], Mistyped = 0.04 },
        new("admin") { Share = 0.06, Hours = (7, 23), Pace = 1.2, Weekend = 0.3, Kinds = [0.2, 0.16, 0.34, 0.2, 0.1], Threat = 0.2 },
        new("service") { Share = 0.08, Hours = (0, 0), Pace = 2, Weekend = 1, Home = 0, Travel = 0, Kinds = [0.3, 0.3, 0.1, 0.3, 0], Mistyped = 0.002, Threat = 0.06 },
    ];
}
