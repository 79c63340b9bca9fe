using System.Net.Sockets;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>Ends the work on a question when whoever asked it is gone.</summary>
internal sealed class AskerWatch : IDisposable
{
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;

    public AskerWatch(Socket asker, CancellationTokenSource stop) => _watching = WatchAsync(asker, stop, _done.Token);

    public void Dispose()
    {
        _done.Cancel();
        _watching.Wait();
        _done.Dispose();
    }

    private static async Task WatchAsync(Socket asker, CancellationTokenSource stop, CancellationToken done)
    {
        try
        {
            var nothing = new byte[1];
            await asker.ReceiveAsync(nothing.AsMemory(), done).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was answered.
        }
        catch (Exception failed) when (failed is SocketException or ObjectDisposedException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
