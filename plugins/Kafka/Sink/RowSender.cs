using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>
/// Sends rows as messages. A full client is waited for; what can be sent to no topic is a dead letter. A call that could
/// not be finished and is made again goes on where it stood.
/// </summary>
internal sealed class RowSender(IOutlet outlet, TopicRouter router, MessageWriter writer, SinkContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private int _next;
    private TopicFacts? _facts;
    private long _largest;

    private enum Halt
    {
        AtEnd,
        ClientIsFull,
        TopicIsNew,
    }

    /// <exception cref="RetryableException">No broker takes anything.</exception>
    public async ValueTask SendAsync(Batch batch, CancellationToken stop)
    {
        outlet.BuryRefused(context);
        var (fullSince, fullAt) = (0L, -1);
        while (SendWhatFits(batch) is var halt and not Halt.AtEnd)
        {
            if (halt == Halt.TopicIsNew)
            {
                await MeetTopicAsync(batch, stop).ConfigureAwait(false);
                continue;
            }

            if (fullAt != _next) (fullSince, fullAt) = (context.Clock.GetTimestamp(), _next);
            else if (context.Clock.GetElapsedTime(fullSince) >= Patience) throw new RetryableException(outlet.Trouble);
            await Task.Delay(Pause, stop).ConfigureAwait(false);
        }

        _next = 0;
    }

    private Halt SendWhatFits(Batch batch)
    {
        for (; _next < batch.Rows; _next++)
        {
            var topic = router.TopicOf(batch, _next);
            if (router.Known(topic) is not { } facts) return Halt.TopicIsNew;
            var message = writer.Write(batch, _next);
            if (message.Size > LargestOf(facts))
                context.DeadLetter(batch, [_next], $"message too large: {message.Size} bytes, topic '{topic}' takes {LargestOf(facts)}");
            else if (!outlet.Send(topic, message, batch, _next))
                return Halt.ClientIsFull;
            else
                context.Wrote(message.Key.Length + message.Value.Length);
        }

        return Halt.AtEnd;
    }

    private long LargestOf(TopicFacts facts)
    {
        if (!ReferenceEquals(facts, _facts)) (_facts, _largest) = (facts, ProducerSettings.LargestOf(facts, outlet.Settings));
        return _largest;
    }

    private async Task MeetTopicAsync(Batch batch, CancellationToken stop)
    {
        var topic = router.TopicOf(batch, _next);
        var facts = await router.FindAsync(topic, stop).ConfigureAwait(false);
        if (facts.Missing is null)
        {
            ProducerSettings.RequireWithin(facts, topic, outlet.Settings);
            return;
        }

        context.DeadLetter(batch, [_next++], $"topic cannot be written to: '{topic}': {facts.Missing}");
    }
}
