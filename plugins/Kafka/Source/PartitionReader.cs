using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>One assigned partition: what was read of it and waits to be sent. Used by the reading thread only.</summary>
/// <param name="place">Topic and number.</param>
/// <param name="partition">The pipeline's side of it.</param>
/// <param name="framer">The decoder's.</param>
/// <param name="columns">Columns beside the decoded ones.</param>
/// <param name="start">Where reading begins.</param>
/// <param name="end">Where it ends; null when it does not.</param>
internal sealed class PartitionReader(TopicPartition place, SourcePartition partition, Framer framer, MessageColumns columns, long start, long? end)
{
    private const int FewestMessages = 64;

    private readonly Queue<Outgoing> _ready = [];
    private readonly BatchBuilder? _beside = columns.Schema is { } schema ? new BatchBuilder(schema) : null;
    private int _limit = Outgoing.MostMessages;

    public TopicPartition Place { get; } = place;

    public SourcePartition Partition { get; } = partition;

    public PartitionBuffer Buffer { get; } = new();

    public long Start { get; } = start;

    /// <summary>Behind the last message that was read.</summary>
    public long Next { get; private set; } = start;

    /// <summary>Behind the last message that was handed to the pipeline.</summary>
    public long Sent { get; private set; } = start;

    /// <summary>Everything up to its end was read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>And the pipeline has been told.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>The client was told to fetch nothing of it for now.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Why nothing of it can be fetched for now, as the pipeline was told; null where it can.</summary>
    public string? WhyAway { get; set; }

    /// <summary>It is no longer this host's.</summary>
    public bool IsGone { get; private set; }

    /// <summary>It waits in the sender's line.</summary>
    public bool IsInLine { get; set; }

    /// <summary>Completes when it is no longer too far ahead of the other partitions.</summary>
    public Task Ahead { get; set; } = Task.CompletedTask;

    /// <summary>Bytes that wait to be sent.</summary>
    public int Held { get; private set; }

    public bool HasReady => _ready.Count > 0;

    /// <summary>Reads a message; what is complete then becomes ready.</summary>
    public void Take(ConsumeResult<MessageKey, MessageValue> message, MessageIntake intake)
    {
        var offset = message.Offset.Value;
        if (offset < Next || IsRead) return;
        if (offset < (end ?? long.MaxValue))
        {
            Next = offset + 1;
            Add(message, intake, offset);
        }

        ReachEnd(offset + 1);
    }

    /// <summary>The client stands at the end of what there is.</summary>
    public void AtEnd(long offset)
    {
        if (IsRead) return;
        Seal();
        ReachEnd(offset);
        if (!IsRead) Enqueue(new Outgoing.CaughtUp(Next));
    }

    /// <summary>Makes what was read ready to be sent.</summary>
    public void Seal()
    {
        if (Buffer.Count > 0) Enqueue(new Outgoing.Rows(Buffer.Take(Partition.Name, framer, _beside?.Build())));
    }

    /// <summary>Marks it as read when the offset, which is not to be read any more, is at its end.</summary>
    public void ReachEnd(long next)
    {
        if (IsRead || end is not { } last || next < last) return;
        Seal();
        IsRead = true;
        Enqueue(new Outgoing.Finished(Math.Max(Next, last)));
    }

    /// <summary>Whether the next thing in line is rows, which must wait for slower partitions.</summary>
    public bool IsNextRows => _ready.TryPeek(out var next) && next is Outgoing.Rows;

    public ValueTask SendNextAsync(SourceOutput output, CancellationToken stop)
    {
        var next = _ready.Dequeue();
        Held -= next.Bytes;
        Sent = Math.Max(Sent, next.Next);
        IsFinished |= next is Outgoing.Finished;
        return next.SendAsync(output, Partition, stop);
    }

    /// <summary>Sends smaller pieces from now on where the last one went too far ahead of other partitions, and larger ones where not.</summary>
    public void Adapt(bool isAhead) => _limit = isAhead ? Math.Max(FewestMessages, _limit / 2) : Math.Min(Outgoing.MostMessages, _limit * 2);

    /// <summary>Forgets what was not sent: whoever gets the partition reads it.</summary>
    public void Leave()
    {
        IsGone = true;
        while (_ready.TryDequeue(out var dropped)) dropped.Drop();
        Buffer.Clear();
        Held = 0;
    }

    private void Add(ConsumeResult<MessageKey, MessageValue> message, MessageIntake intake, long offset)
    {
        var value = message.Message.Value;
        if (!ReferenceEquals(intake.Buffer, Buffer))
        {
            Buffer.Stage(intake.Buffer.Staged(value.Kept));
            intake.Buffer = Buffer;
        }

        if (RefusalOf(value) is { } reason) Refuse(value, offset, reason);
        else if (_beside is not null && columns.Append(_beside, message, intake) is { } unfit) Refuse(value, offset, unfit);
        else if (value.Kind == ValueKind.Alone) AddAlone(value, offset);
        else AddLine(value, offset);
    }

    private string? RefusalOf(MessageValue value) => value.Kind switch
    {
        ValueKind.Missing when framer.NullRecord.IsEmpty => "the message has no value, and only the JSON decoder makes a row of that",
        ValueKind.TooLong => $"a message is longer than max_line: it has {value.Length} bytes",
        _ => null,
    };

    private void AddLine(MessageValue value, long offset)
    {
        var length = value.Kept;
        if (value.Kind == ValueKind.Missing)
        {
            length = framer.NullRecord.Length;
            Buffer.Stage(framer.NullRecord);
        }

        Buffer.Add(offset, length);
        if (Buffer.Count >= _limit || Buffer.Length >= Outgoing.MostBytes) Seal();
    }

    /// <summary>Its columns, if any, were appended behind those of the messages before it.</summary>
    private void AddAlone(MessageValue value, long offset)
    {
        var record = Buffers.Rent<byte>(value.Kept);
        Buffer.Staged(value.Kept).CopyTo(record);
        Batch? before = null, own = null;
        if (_beside is not null)
        {
            var all = _beside.Build();
            (before, own) = (all.Where([.. Enumerable.Range(0, all.Rows - 1)]), all.Where([all.Rows - 1]));
            all.Release();
        }

        if (Buffer.Count > 0) Enqueue(new Outgoing.Rows(Buffer.Take(Partition.Name, framer, before)));
        else before?.Release();
        Enqueue(new Outgoing.Rows(Alone(record, value.Kept, offset, own)));
    }

    private RawChunk Alone(byte[] record, int length, long offset, Batch? beside)
    {
        framer.Cut(record.AsSpan(0, length), atEnd: true);
        var (ends, offsets) = (Buffers.Rent<int>(1), Buffers.Rent<long>(1));
        // A record of no bytes has a place too.
        (ends[0], offsets[0]) = (Math.Max(1, length), offset);
        return new RawChunk(Partition.Name, record, length, 0) { Header = framer.Header, IsOneRecord = true, Records = new ChunkRecords(ends, offsets, 1, beside) };
    }

    private void Refuse(MessageValue value, long offset, string reason)
    {
        var kept = Buffer.Staged(value.Kept).ToArray();
        Seal();
        Enqueue(new Outgoing.Refused(kept, value.Length, offset, reason));
    }

    private void Enqueue(Outgoing ready)
    {
        Held += ready.Bytes;
        _ready.Enqueue(ready);
    }
}
