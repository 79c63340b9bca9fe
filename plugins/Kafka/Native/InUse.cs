using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Native;

/// <summary>
/// A call that may still be under way when another thread disposes of the client. The managed client gives librdkafka the
/// bare address of its memory, so such a call would go on in memory that is no longer the client's. While this is held
/// the client is only closed; it is destroyed when this is let go of.
/// </summary>
internal readonly struct InUse : IDisposable
{
    private static readonly PropertyInfo? Native = typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic);

    private readonly SafeHandle? _handle;
    private readonly object? _owner;

    private InUse(SafeHandle handle, object owner)
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        (_handle, _owner) = (handle, owner);
    }

    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public static InUse Of(IClient client) => HandleOf(client) is { } handle ? new InUse(handle, client) : default;

    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public static InUse Of(SafeHandle handle) => new(handle, handle);

    /// <summary>librdkafka's side of a client; null where this version of the managed client does not let it be seen.</summary>
    public static SafeHandle? HandleOf(IClient client) => Native?.GetValue(client.Handle) as SafeHandle;

    public void Dispose()
    {
        _handle?.DangerousRelease();
        // The managed side has the functions that librdkafka calls back.
        GC.KeepAlive(_owner);
    }
}
