namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>A kind of conversation and how often a device has it: by day (6 to 22 h UTC), by night, and at the hours of its own.</summary>
internal sealed record Habit(Talk Talk, double Day, double Night, double AtHours = 0, params int[] Hours)
{
    public double Weight(int hour) => (hour is >= 6 and < 22 ? Day : Night) + (Hours.Contains(hour) ? AtHours : 0);
}

/// <summary>A kind of device: its name, its share of the ward, and what it does.</summary>
internal sealed record DeviceKind(string Name, double Share, params Habit[] Habits);

/// <summary>
/// What stands in the ward. Sizes, gaps and flags are what such protocols show: MQTT over TCP with acknowledgements of 66
/// bytes, full segments of 1494 and 1514 in transfers, DNS, health checks by ICMP and ARP, and hardly any carrier of its own
/// in only one of them, so that no single field tells an attack.
/// </summary>
internal static class Habits
{
    private static readonly int[] ShiftChange = [6, 14, 22];
    private static readonly int[] Nightly = [1, 2, 3];

    private static readonly Talk Keepalive = new() { Sent = 68, Received = 68, Spread = 0.02, Bare = 0.5, Gap = 0.9, Carried = 2500 };
    private static readonly Talk NameLookup = new() { Carrier = Carrier.Udp, Service = Service.Dns, Sent = 82, Received = 170, Spread = 0.25, Gap = 0.04, GapSpread = 0.9, Connections = 4, Carried = 60 };
    private static readonly Talk Reconnect = new() { Sent = 96, Received = 70, Opens = 0.22, Closes = 0.16, Resets = 0.02, Bare = 0.35, Gap = 0.03, GapSpread = 0.7, Connections = 3, Carried = 300, Lookups = 0.06, Arp = 0.04 };
    private static readonly Talk Cloud = new() { Service = Service.Https, Sent = 210, Received = 1300, Spread = 0.35, Answers = 0.7, Bare = 0.33, Pushed = 0.4, Gap = 0.004, GapSpread = 1.1, Carried = 200_000, CarriedSpread = 1.3, FarTimeToLive = 46, Connections = 2, Lookups = 0.01 };

    public static readonly DeviceKind[] Kinds =
    [
        new("pump", 0.36,
            new(new() { Sent = 132, Received = 70, Gap = 0.12, Carried = 20_000, CarriedSpread = 1 }, 0.6, 0.7),
            new(Keepalive, 0.22, 0.25),
            new(Cloud with { Gap = 0.002, Carried = 600_000 }, 0.02, 0.03, 0.3, Nightly),
            new(NameLookup, 0.04, 0.02),
            new(Reconnect, 0.03, 0.01, 0.12, ShiftChange)),
        new("monitor", 0.3,
            new(new() { Sent = 620, Received = 70, Spread = 0.3, Answers = 0.15, Bare = 0.45, Gap = 0.011, Carried = 60_000, CarriedSpread = 1 }, 0.45, 0.5),
            new(new() { Carrier = Carrier.Udp, Sent = 480, Spread = 0.25, Answers = 0.05, Received = 120, Gap = 0.0095, GapSpread = 0.2, Carried = 800_000, CarriedSpread = 1 }, 0.3, 0.4),
            new(Keepalive, 0.08, 0.1),
            new(new() { Service = Service.Http, Sent = 420, Received = 1250, Spread = 0.4, Answers = 0.6, Bare = 0.35, Pushed = 0.5, Opens = 0.05, Closes = 0.05, Gap = 0.012, GapSpread = 1, Carried = 8000, Connections = 2 }, 0.08, 0.01, 0.1, ShiftChange),
            new(Reconnect, 0.03, 0.01, 0.08, ShiftChange)),
        new("ventilator", 0.1,
            new(new() { Carrier = Carrier.Udp, Sent = 300, Spread = 0.08, Answers = 0.1, Received = 90, Gap = 0.02, GapSpread = 0.15, Carried = 1_500_000, CarriedSpread = 0.8 }, 0.6, 0.7),
            new(new() { Sent = 240, Received = 72, Spread = 0.35, Gap = 0.2, GapSpread = 0.9, Carried = 9000 }, 0.25, 0.15),
            new(Keepalive, 0.12, 0.15),
            new(Reconnect, 0.02, 0.01, 0.04, ShiftChange)),
        new("imaging", 0.05,
            new(new() { Sent = 1514, Received = 90, Spread = 0.03, Answers = 0.08, Bare = 0.33, Pushed = 0.12, Gap = 0.0004, GapSpread = 1.4, Carried = 4_000_000, CarriedSpread = 1 }, 0.6, 0.1),
            new(Cloud, 0.15, 0.1),
            new(NameLookup, 0.1, 0.1),
            new(Keepalive, 0.15, 0.7)),
        new("gateway", 0.11,
            new(new() { Sent = 340, Received = 110, Spread = 0.6, Bare = 0.38, Pushed = 0.75, Gap = 0.005, GapSpread = 0.7, Connections = 6, Carried = 40_000, CarriedSpread = 1.1, Opens = 0.01 }, 0.36, 0.3),
            new(new() { Carrier = Carrier.Icmp, Sent = 98, Received = 98, Spread = 0.05, Gap = 0.3, GapSpread = 0.8, Connections = 5, Carried = 400, Arp = 0.15 }, 0.14, 0.2),
            new(new() { Carrier = Carrier.Udp, Service = Service.Dns, Sent = 84, Received = 190, Spread = 0.3, Gap = 0.03, GapSpread = 0.9, Connections = 5, Carried = 90, Arp = 0.45, Icmp = 0.12, FarTimeToLive = 58 }, 0.12, 0.16),
            new(new() { Sent = 60, Received = 56, Spread = 0.03, Opens = 0.34, Resets = 0.22, Closes = 0.04, Bare = 0.7, Pushed = 0.6, Gap = 0.05, GapSpread = 0.9, Connections = 8, Carried = 30, Arp = 0.12, Icmp = 0.1 }, 0.06, 0.06, 0.3, Nightly),
            new(Cloud, 0.2, 0.12),
            new(new() { Service = Service.Ssh, Sent = 1300, Received = 110, Spread = 0.4, Answers = 0.25, Bare = 0.3, Pushed = 0.5, Gap = 0.002, GapSpread = 0.9, Carried = 900_000, CarriedSpread = 1 }, 0.02, 0.05, 0.3, Nightly),
            new(new() { Carrier = Carrier.Udp, Sent = 90, Received = 90, Spread = 0.01, Gap = 0.4, GapSpread = 0.9, Connections = 5, Carried = 90, FarTimeToLive = 52 }, 0.08, 0.1)),
        new("workstation", 0.08,
            new(new() { Service = Service.Http, Sent = 480, Received = 1380, Spread = 0.35, Answers = 0.65, Bare = 0.36, Pushed = 0.5, Opens = 0.05, Closes = 0.05, Resets = 0.04, Gap = 0.01, GapSpread = 1.2, Connections = 4, Carried = 9000, FarTimeToLive = 60 }, 0.3, 0.1),
            new(Cloud with { Connections = 4, Opens = 0.03, Resets = 0.02, Carried = 60_000 }, 0.4, 0.2),
            new(NameLookup, 0.12, 0.06),
            new(new() { Carrier = Carrier.Udp, Service = Service.Dhcp, Sent = 342, Received = 342, Spread = 0.02, Gap = 0.3, Arp = 0.35, Carried = 350 }, 0.02, 0.02, 0.03, ShiftChange),
            new(new() { Service = Service.Smtp, Sent = 700, Received = 100, Spread = 0.6, Answers = 0.35, Opens = 0.04, Closes = 0.03, Gap = 0.01, GapSpread = 0.9, Carried = 3000, FarTimeToLive = 62 }, 0.06, 0.02),
            new(Keepalive, 0.1, 0.6)),
    ];
}
