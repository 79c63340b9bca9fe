using System.Net;
using System.Net.Sockets;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>A port of this machine that nobody has.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
