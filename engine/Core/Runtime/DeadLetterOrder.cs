using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Puts what comes to the sink of dead letters in order with the barriers. It is fed from everywhere, and who has passed
/// a barrier goes on while others have not: what they refuse from then on waits until the barrier is here. Each batch
/// says by its message's value which barrier its sender had passed.
/// </summary>
internal sealed class DeadLetterOrder
{
    // Beyond this a barrier is waited for too long: rather a letter twice after a crash than no memory left.
    private const long MostRows = 100_000;

    private readonly Queue<Message> _held = [];
    private long _rows;
    private long _passed = long.MinValue;

    /// <summary>What is to be dealt with now that a message has come, in order. Batches in it are held by the caller, the message's own is not.</summary>
    public IReadOnlyList<Message> Next(Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Batch:
                message.Batch!.Retain();
                // Before the first barrier of a run nobody has passed one.
                if (message.Value > Math.Max(_passed, 0) && _rows < MostRows)
                {
                    _held.Enqueue(message);
                    _rows += message.Batch.Rows;
                    return [];
                }

                return [message];
            case MessageKind.Barrier:
                _passed = message.Value;
                var before = Take(letter => letter.Value < message.Value);
                return [.. before, message, .. Take(_ => true)];
            default:
                return message.Kind == MessageKind.End ? [.. Take(_ => true), message] : [message];
        }
    }

    private List<Message> Take(Func<Message, bool> isDue)
    {
        var due = new List<Message>();
        for (var left = _held.Count; left > 0; left--)
        {
            var letter = _held.Dequeue();
            if (isDue(letter)) due.Add(letter);
            else _held.Enqueue(letter);
        }

        _rows = _held.Sum(letter => (long)letter.Batch!.Rows);
        return due;
    }
}
