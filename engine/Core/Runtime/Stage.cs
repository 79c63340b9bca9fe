using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Takes messages of one stream, in order. The batch of a message is lent for the call.</summary>
internal interface IReceiver
{
    void Receive(Message message);
}

/// <summary>
/// What runs in one block without a hop: a tree of operators called directly, and the messages they leave for other
/// blocks, which are sent after each message that came in.
/// </summary>
internal sealed class Stage
{
    private readonly Queue<(Link Link, Message Message)> _leaving = [];

    /// <summary>A way out of the stage, to another block.</summary>
    public IReceiver Outlet(Link link) => new LinkOutlet(this, link);

    /// <summary>Sends what the operators left, waiting where a link is full.</summary>
    public ValueTask FlushAsync()
    {
        while (_leaving.TryDequeue(out var next))
        {
            var sending = next.Link.SendAsync(next.Message);
            if (!sending.IsCompletedSuccessfully) return ContinueAsync(sending);
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask ContinueAsync(ValueTask sending)
    {
        await sending.ConfigureAwait(false);
        while (_leaving.TryDequeue(out var next)) await next.Link.SendAsync(next.Message).ConfigureAwait(false);
    }

    private sealed class LinkOutlet(Stage stage, Link link) : IReceiver
    {
        public void Receive(Message message)
        {
            message.Batch?.Retain();
            stage._leaving.Enqueue((link, message));
        }
    }
}
