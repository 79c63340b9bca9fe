namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>
/// How one kind of conversation looks on the wire. Figures are medians and shares; each conversation departs from them
/// by draws of its own. Sizes are bytes on the wire, gaps seconds.
/// </summary>
internal sealed record Talk
{
    public Carrier Carrier { get; init; } = Carrier.Tcp;

    public Service Service { get; init; }

    /// <summary>Packets that the device sends.</summary>
    public required double Sent { get; init; }

    /// <summary>Packets that it receives.</summary>
    public double Received { get; init; } = 70;

    /// <summary>Spread of the logarithm of sizes within a conversation.</summary>
    public double Spread { get; init; } = 0.15;

    /// <summary>Share of received ones among packets that carry data.</summary>
    public double Answers { get; init; } = 0.5;

    /// <summary>Share of packets that only acknowledge; TCP alone has them.</summary>
    public double Bare { get; init; } = 0.4;

    /// <summary>Share of packets with data that are pushed.</summary>
    public double Pushed { get; init; } = 0.95;

    /// <summary>Shares of packets that open, close and reset a connection.</summary>
    public double Opens { get; init; }

    public double Closes { get; init; }

    public double Resets { get; init; }

    /// <summary>Shares of packets that are ARP, ICMP and look-ups of names beside the conversation itself.</summary>
    public double Arp { get; init; }

    public double Icmp { get; init; }

    public double Lookups { get; init; }

    /// <summary>Seconds between packets, and the spread of its logarithm from one conversation to another.</summary>
    public required double Gap { get; init; }

    public double GapSpread { get; init; } = 0.5;

    /// <summary>Connections side by side.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Bytes that a connection has carried before, and the spread of its logarithm.</summary>
    public double Carried { get; init; } = 5000;

    public double CarriedSpread { get; init; } = 0.8;

    /// <summary>Hops left to packets received: 64 within the ward, fewer from beyond.</summary>
    public double FarTimeToLive { get; init; } = 64;

    /// <summary>Hops left to packets sent; below it by as much as <see cref="TimeToLiveSpread"/>, drawn for each packet.</summary>
    public double TimeToLive { get; init; } = 64;

    public double TimeToLiveSpread { get; init; }

    /// <summary>Share of TCP packets whose flags belong to no conversation, as a scanner sends them.</summary>
    public double OddFlags { get; init; }
}
