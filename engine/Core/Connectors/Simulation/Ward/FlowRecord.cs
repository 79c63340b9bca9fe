namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>
/// The 45 fields that CIC IoMT 2024 tells of a flow, worked out from packets as its authors did: each is a mean over ten
/// packets of what was known at the packet. Two departures: IAT is the mean gap in seconds, as in their later release
/// and not with the time of day in it; counts of flags are those of the packet's own connection.
/// </summary>
internal static class FlowRecord
{
    /// <summary>The fields in the order of the recordings, spelt as there.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "Header_Length", "Protocol Type", "Duration", "Rate", "Srate", "Drate", "fin_flag_number", "syn_flag_number", "rst_flag_number",
        "psh_flag_number", "ack_flag_number", "ece_flag_number", "cwr_flag_number", "ack_count", "syn_count", "fin_count", "rst_count", "HTTP",
        "HTTPS", "DNS", "Telnet", "SMTP", "SSH", "IRC", "TCP", "UDP", "DHCP", "ARP", "ICMP", "IGMP", "IPv", "LLC", "Tot sum", "Min", "Max", "AVG",
        "Std", "Tot size", "IAT", "Number", "Magnitue", "Radius", "Covariance", "Variance", "Weight",
    ];

    private static readonly (int Field, TcpFlags Flag)[] Flags =
    [
        (6, TcpFlags.Fin), (7, TcpFlags.Syn), (8, TcpFlags.Reset), (9, TcpFlags.Push), (10, TcpFlags.Ack), (11, TcpFlags.Echo), (12, TcpFlags.Reduced),
    ];

    private static readonly (int Field, TcpFlags Flag)[] Counts = [(13, TcpFlags.Ack), (14, TcpFlags.Syn), (15, TcpFlags.Fin), (16, TcpFlags.Reset)];

    /// <summary>Fills the fields; <paramref name="scratch"/> has room for the counts of each connection.</summary>
    public static void Of(Conversation conversation, Span<double> fields, Span<double> scratch)
    {
        fields.Clear();
        scratch.Clear();
        var packets = conversation.Packets;
        var first = packets.Length - Conversation.Window;
        var (sum, squares, least, most) = (0.0, 0.0, double.MaxValue, 0.0);
        Span<double> carried = stackalloc double[Conversation.Connections];
        conversation.Carried.CopyTo(carried);
        for (var i = 0; i < packets.Length; i++)
        {
            ref readonly var packet = ref packets[i];
            (sum, squares) = (sum + packet.Bytes, squares + packet.Bytes * packet.Bytes);
            (least, most) = (Math.Min(least, packet.Bytes), Math.Max(most, packet.Bytes));
            carried[packet.Connection] += packet.Bytes;
            for (var flag = 0; flag < Counts.Length; flag++)
                if (packet.Flags.HasFlag(Counts[flag].Flag)) scratch[packet.Connection * Counts.Length + flag]++;
            if (i < first) continue;
            AddPacket(packet, packet.Carrier == Carrier.Arp ? 0 : carried[packet.Connection], fields);
            if (packet.Carrier == Carrier.Tcp)
                for (var flag = 0; flag < Counts.Length; flag++) fields[Counts[flag].Field] += scratch[packet.Connection * Counts.Length + flag];
            AddSizes(i + 1, sum, squares, least, most, fields);
        }

        var seconds = fields[38];
        for (var field = 0; field < fields.Length; field++) fields[field] /= Conversation.Window;
        fields[3] = fields[4] = Conversation.Window / seconds;
    }

    /// <summary>Room that <see cref="Of"/> wants.</summary>
    public static int Scratch => Conversation.Connections * Counts.Length;

    private static void AddPacket(in Packet packet, double carried, Span<double> fields)
    {
        var isIp = packet.Carrier != Carrier.Arp;
        fields[0] += carried;
        fields[1] += (int)packet.Carrier;
        fields[2] += packet.TimeToLive;
        foreach (var (field, flag) in Flags)
            if (packet.Flags.HasFlag(flag)) fields[field]++;
        if (ServiceField(packet.Service) is { } service) fields[service]++;
        if (CarrierField(packet.Carrier) is { } carrier) fields[carrier]++;
        if (isIp) (fields[30], fields[31]) = (fields[30] + 1, fields[31] + 1);
        fields[37] += packet.Bytes;
        fields[38] += packet.Gap;
    }

    /// <summary>What the lengths so far come to. Those of both directions are told together, hence the factors of 2.</summary>
    private static void AddSizes(int count, double sum, double squares, double least, double most, Span<double> fields)
    {
        var mean = sum / count;
        var variance = Math.Max(0, squares / count - mean * mean);
        fields[32] += sum;
        fields[33] += least;
        fields[34] += most;
        fields[35] += mean;
        fields[36] += Math.Sqrt(variance);
        fields[39] += count;
        fields[40] += Math.Sqrt(2 * mean);
        fields[41] += Math.Sqrt(2 * variance);
        fields[42] += variance;
        fields[43] += most > least ? 1 : 0;
        fields[44] += count * count;
    }

    private static int? ServiceField(Service service) => service switch
    {
        Service.Http => 17,
        Service.Https => 18,
        Service.Dns => 19,
        Service.Telnet => 20,
        Service.Smtp => 21,
        Service.Ssh => 22,
        Service.Irc => 23,
        Service.Dhcp => 26,
        _ => null,
    };

    private static int? CarrierField(Carrier carrier) => carrier switch
    {
        Carrier.Tcp => 24,
        Carrier.Udp => 25,
        Carrier.Arp => 27,
        Carrier.Icmp => 28,
        Carrier.Igmp => 29,
        _ => null,
    };
}
