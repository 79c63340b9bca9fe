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
internal sealed class Stage(TimeProvider clock)
{
    private const int MostLeaving = 64;

    private readonly Queue<(Link Link, Message Message)> _leaving = [];

    /// <summary>Whose turn it is of those that run here.</summary>
    public Turns Turns { get; } = new(clock);

    /// <summary>How long all stood still here for an epoch.</summary>
    public StandStill Still { get; } = new(clock);

    /// <summary>Since when what is handled now has been in the pipeline; goes with all that is made of it. See <see cref="Message.Arrived"/>.</summary>
    public long Arrived { get; set; }

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

    /// <summary>
    /// One call may make more than memory holds: all groups at the end of a batch, all rows that waited in a file. Then the
    /// call itself waits, in its thread, until there is room for what it has made; it seldom happens, and a thread is cheap.
    /// </summary>
    private void WaitForRoom()
    {
        var sending = FlushAsync();
        if (sending.IsCompletedSuccessfully) return;
        var waits = Turns.Begin(null);
        sending.AsTask().GetAwaiter().GetResult();
        Turns.End(waits);
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
            stage._leaving.Enqueue((link, message with { Arrived = stage.Arrived }));
            if (stage._leaving.Count >= MostLeaving) stage.WaitForRoom();
        }
    }
}
