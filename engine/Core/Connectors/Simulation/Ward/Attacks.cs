using System.Text;

namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>A kind of attack: its label as the recordings write it, and what it puts on the wire.</summary>
/// <param name="Label">Name of the recording of such an attack.</param>
/// <param name="Share">Share of the ward's flow records that show it while it goes on.</param>
/// <param name="Talk">What is sent; null where the victim's own packets are relayed.</param>
/// <param name="Own">At most so much of what such a record shows is the victim's own conversation.</param>
internal sealed record AttackKind(string Label, double Share, Talk? Talk, double Own)
{
    /// <summary>The label as a column holds it.</summary>
    public byte[] LabelBytes { get; } = Encoding.UTF8.GetBytes(Label);
}

/// <summary>An attack that is going on: its kind and whom it is aimed at.</summary>
internal readonly record struct Attack(AttackKind Kind, int Victim);

/// <summary>
/// When the ward is attacked. A minute has one attack or none, of some seconds; six minutes in a row that are attacked
/// see all six kinds, in an order drawn anew.
/// </summary>
internal sealed class Attacks(Noise noise, double share, int devices)
{
    private const long Minute = 60_000_000;
    private const int DrawsPerMinute = 8;

    // Sizes and flags follow the recordings; each is met among benign habits too, and it is their company that is odd.
    public static readonly AttackKind[] Kinds =
    [
        new("ARP_Spoofing", 0.25, null, 1),
        new("MQTT-DDoS-Publish_Flood", 0.6, new() { Sent = 390, Received = 76, Spread = 0.75, Answers = 0.1, Bare = 0.12, Pushed = 0.6, Gap = 0.008, GapSpread = 0.4, Connections = 9, Carried = 40_000, CarriedSpread = 0.9, Opens = 0.004, Resets = 0.03 }, 0.4),
        new("MQTT-DoS-Connect_Flood", 0.6, new() { Sent = 82, Received = 66, Spread = 0.12, Opens = 0.23, Closes = 0.04, Resets = 0.14, Bare = 0.3, Gap = 0.022, GapSpread = 0.4, Connections = 9, Carried = 380, CarriedSpread = 0.4 }, 0.4),
        new("MQTT-Malformed_Data", 0.3, new() { Sent = 92, Received = 1100, Spread = 0.5, Answers = 0.12, Bare = 0.08, Pushed = 1, Resets = 0.06, Closes = 0.05, Gap = 0.012, GapSpread = 0.9, Connections = 2, Carried = 15_000, CarriedSpread = 1.4, FarTimeToLive = 128 }, 0.45),
        new("Recon-OS_Scan", 0.35, new() { Sent = 58, Received = 54, Spread = 0.02, Opens = 0.42, Resets = 0.32, Bare = 0.5, Gap = 0.14, GapSpread = 0.8, Connections = 10, Carried = 20, TimeToLive = 60, TimeToLiveSpread = 22, OddFlags = 0.15, Icmp = 0.03 }, 0.55),
        new("Recon-Ping_Sweep", 0.25, new() { Carrier = Carrier.Icmp, Sent = 60, Received = 60, Spread = 0, Answers = 0.3, Arp = 0.6, Gap = 0.3, GapSpread = 0.8, Connections = 10, Carried = 20 }, 0.55),
    ];

    /// <summary>The attack at a time since the start, microseconds; null when there is none.</summary>
    public Attack? At(long time)
    {
        var (minute, within) = Math.DivRem(time, Minute);
        var draw = minute * DrawsPerMinute;
        if (noise.Uniform(draw) >= share) return null;
        var begin = (long)(noise.Uniform(draw + 1) * Minute / 2);
        var end = begin + (long)((0.2 + 0.3 * noise.Uniform(draw + 2)) * Minute);
        if (within < begin || within >= end) return null;
        return new Attack(Kinds[KindOf(minute)], (int)(noise.Uniform(draw + 3) * devices));
    }

    /// <summary>Place of the minute in the order of its six, which their draws are sorted to.</summary>
    private int KindOf(long minute)
    {
        var first = minute - minute % Kinds.Length;
        var own = noise.Uniform(minute * DrawsPerMinute + 4);
        var kind = 0;
        for (var other = first; other < first + Kinds.Length; other++)
            if (noise.Uniform(other * DrawsPerMinute + 4) < own) kind++;
        return kind;
    }
}
