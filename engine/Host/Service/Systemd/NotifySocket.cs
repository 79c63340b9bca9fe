using System.Net.Sockets;
using System.Text;

namespace StreamGuard.Host.Service.Systemd;

/// <summary>The datagram socket on which systemd listens to a service: sd_notify(3).</summary>
internal sealed class NotifySocket : IDisposable
{
    // A manager that does not read is not waited for: what it misses now it is told the next time.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly UnixDomainSocketEndPoint _manager;

    private NotifySocket(UnixDomainSocketEndPoint manager)
    {
        _manager = manager;
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = (int)Longest.TotalMilliseconds };
    }

    /// <summary>The socket of NOTIFY_SOCKET.</summary>
    /// <param name="address">A path, or a name in the abstract namespace after '@'; null where no systemd listens.</param>
    /// <returns>Null where nobody listens, or by a kind of address that is not known here.</returns>
    public static NotifySocket? Open(string? address)
    {
        if (string.IsNullOrEmpty(address) || OperatingSystem.IsWindows()) return null;
        return address[0] switch
        {
            '/' => new NotifySocket(new UnixDomainSocketEndPoint(address)),
            '@' => new NotifySocket(new UnixDomainSocketEndPoint('\0' + address[1..])),
            _ => null,
        };
    }

    /// <summary>Sends assignments, one a line, in one datagram; what cannot be delivered is dropped.</summary>
    public void Send(params string[] assignments)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(string.Join('\n', assignments)), _manager);
        }
        catch (SocketException)
        {
            // The manager is being replaced, or was never there. It is nothing that a pipeline should end for.
        }
    }

    public void Dispose() => _socket.Dispose();
}
