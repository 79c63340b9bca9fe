namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>
/// The packets of one conversation, drawn: ten that a flow record is made of, and before them sometimes ten more that it
/// remembers.
/// </summary>
internal sealed class Conversation(Draws draws)
{
    /// <summary>Packets that a flow record is made of.</summary>
    public const int Window = 10;

    /// <summary>Most connections of a conversation, the victim's own included.</summary>
    public const int Connections = 16;

    private const int OwnConnection = 12;
    private const double ArpBytes = 60;

    private readonly Packet[] _packets = new Packet[2 * Window];
    private readonly double[] _carried = new double[Connections];
    private int _count;

    /// <summary>The packets, those remembered first.</summary>
    public ReadOnlySpan<Packet> Packets => _packets.AsSpan(0, _count);

    /// <summary>Bytes that each connection had carried before the first of them.</summary>
    public ReadOnlySpan<double> Carried => _carried;

    /// <summary>A conversation as the device has it.</summary>
    public void Draw(Talk talk, double size)
    {
        var tone = Begin(talk, size);
        for (var i = 0; i < _count; i++) _packets[i] = One(talk, tone, 0);
    }

    /// <summary>An attack, mixed with what the device does by itself.</summary>
    public void Draw(AttackKind attack, Talk own, double size)
    {
        if (attack.Talk is not { } talk)
        {
            Relay(own, size);
            return;
        }

        var mixed = draws.Between(0, attack.Own);
        var ownTone = Begin(own, size);
        for (var connection = Connections - 1; connection >= OwnConnection; connection--) _carried[connection] = _carried[connection - OwnConnection];
        var tone = Tone(talk, 1);
        for (var i = 0; i < _count; i++) _packets[i] = draws.Happens(mixed) ? One(own, ownTone, OwnConnection) : One(talk, tone, 0);
    }

    /// <summary>Everything goes through a stranger: each packet is seen twice, a hop older, between answers that nobody asked for.</summary>
    private void Relay(Talk own, double size)
    {
        var tone = Begin(own, size);
        var arp = draws.Between(0.03, 0.3);
        var delay = draws.Around(1.6, 0.3);
        for (var i = 0; i < _count; i++)
        {
            if (draws.Happens(arp)) _packets[i] = Arp(draws.Around(tone.Gap, 1) * delay);
            else if (i > 0 && _packets[i - 1].Carrier != Carrier.Arp && i % 2 == 1)
                _packets[i] = _packets[i - 1] with { TimeToLive = Math.Max(0, _packets[i - 1].TimeToLive - 1), Gap = tone.Gap * draws.Between(0.2, 0.6) };
            else _packets[i] = One(own, tone, 0) with { Gap = draws.Around(tone.Gap, 0.8) * delay };
        }
    }

    private Tones Begin(Talk talk, double size)
    {
        _count = draws.Happens(0.5) ? Window : 2 * Window;
        return Tone(talk, size);
    }

    /// <summary>How this conversation departs from others of its kind.</summary>
    private Tones Tone(Talk talk, double size)
    {
        for (var connection = 0; connection < talk.Connections; connection++) _carried[connection] = draws.Around(talk.Carried, talk.CarriedSpread);
        return new Tones(draws.Around(size, 0.08), draws.Around(talk.Gap, talk.GapSpread), talk.Bare * draws.Between(0.8, 1.2), talk.Answers * draws.Between(0.8, 1.2));
    }

    private Packet One(Talk talk, Tones tone, int firstConnection)
    {
        var gap = draws.Around(tone.Gap, 0.8);
        var beside = draws.Uniform();
        if (beside < talk.Arp) return Arp(gap);
        beside -= talk.Arp;
        var connection = firstConnection + draws.Below(firstConnection == 0 ? talk.Connections : Math.Min(talk.Connections, Connections - OwnConnection));
        if (beside < talk.Icmp) return new Packet(98, Carrier.Icmp, Service.Other, TcpFlags.None, talk.TimeToLive, connection, gap);
        beside -= talk.Icmp;
        if (beside < talk.Lookups) return new Packet(Math.Round(draws.Around(110, 0.3)), Carrier.Udp, Service.Dns, TcpFlags.None, 64, connection, gap);

        var isAnswer = draws.Happens(tone.Answers);
        var hops = isAnswer ? talk.FarTimeToLive : talk.TimeToLive - Math.Floor(talk.TimeToLiveSpread * draws.Uniform());
        var bytes = Size(talk, tone, isAnswer);
        if (talk.Carrier != Carrier.Tcp) return new Packet(bytes, talk.Carrier, talk.Service, TcpFlags.None, hops, connection, gap);
        var flags = Flags(talk, tone, ref bytes);
        return new Packet(bytes, Carrier.Tcp, talk.Service, flags, hops, connection, gap);
    }

    private TcpFlags Flags(Talk talk, Tones tone, ref double bytes)
    {
        var kind = draws.Uniform();
        if (kind < talk.OddFlags) return draws.Happens(0.5) ? TcpFlags.Fin | TcpFlags.Syn | TcpFlags.Push | TcpFlags.Echo : TcpFlags.None;
        kind -= talk.OddFlags;
        var small = Math.Min(bytes, 66);
        if (kind < talk.Opens + talk.Closes + talk.Resets) bytes = small;
        if (kind < talk.Opens) return draws.Happens(0.45) ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn;
        kind -= talk.Opens;
        if (kind < talk.Closes) return TcpFlags.Fin | TcpFlags.Ack;
        kind -= talk.Closes;
        if (kind < talk.Resets) return draws.Happens(0.6) ? TcpFlags.Reset | TcpFlags.Ack : TcpFlags.Reset;
        if (draws.Happens(tone.Bare))
        {
            bytes = small;
            return TcpFlags.Ack;
        }

        return draws.Happens(talk.Pushed) ? TcpFlags.Push | TcpFlags.Ack : TcpFlags.Ack;
    }

    private double Size(Talk talk, Tones tone, bool isAnswer) =>
        Math.Clamp(Math.Round(draws.Around(isAnswer ? talk.Received : talk.Sent * tone.Size, talk.Spread)), 54, 1514);

    private static Packet Arp(double gap) => new(ArpBytes, Carrier.Arp, Service.Other, TcpFlags.None, 0, 0, gap);

    private readonly record struct Tones(double Size, double Gap, double Bare, double Answers);
}
