using System.Net.Sockets;
using System.Text;

namespace StreamGuard.Host.Tests.Support;

/// <summary>The socket on which systemd would listen.</summary>
internal sealed class ManagersSocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };

    /// <param name="address">As NOTIFY_SOCKET has it: a path, or '@' and a name.</param>
    public ManagersSocket(string address)
    {
        Address = address;
        _socket.Bind(new UnixDomainSocketEndPoint(address[0] == '@' ? '\0' + address[1..] : address));
    }

    public string Address { get; }

    /// <summary>Nothing that was sent is left.</summary>
    public bool IsEmpty => _socket.Available == 0;

    /// <summary>The next datagram.</summary>
    /// <exception cref="SocketException">None came in a minute.</exception>
    public string Next()
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    public void Dispose() => _socket.Dispose();
}
