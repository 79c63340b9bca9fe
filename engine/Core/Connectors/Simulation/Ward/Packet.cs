namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>What a packet of the ward carries, by its number in the IP header; ARP, which has none, is 0.</summary>
internal enum Carrier
{
    Arp = 0,
    Icmp = 1,
    Igmp = 2,
    Tcp = 6,
    Udp = 17,
}

/// <summary>What a port stands for. MQTT and everything unknown is <see cref="Other"/>: the recordings have no column for it.</summary>
internal enum Service
{
    Other,
    Http,
    Https,
    Dns,
    Telnet,
    Smtp,
    Ssh,
    Irc,
    Dhcp,
}

/// <summary>Flags of TCP, several at once.</summary>
[Flags]
internal enum TcpFlags
{
    None = 0,
    Fin = 1,
    Syn = 2,
    Reset = 4,
    Push = 8,
    Ack = 16,
    Echo = 32,
    Reduced = 64,
}

/// <summary>A packet as a capture sees it.</summary>
/// <param name="Bytes">Length on the wire.</param>
/// <param name="Carrier">Protocol.</param>
/// <param name="Service">Whose port.</param>
/// <param name="Flags">Flags of TCP.</param>
/// <param name="TimeToLive">Hops it may still make; 0 for ARP.</param>
/// <param name="Connection">Which of the connections of its conversation.</param>
/// <param name="Gap">Seconds since the packet before.</param>
internal readonly record struct Packet(double Bytes, Carrier Carrier, Service Service, TcpFlags Flags, double TimeToLive, int Connection, double Gap);
