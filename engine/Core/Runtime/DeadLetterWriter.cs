using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Makes rows of <see cref="DeadLetterSchema"/> out of refused ones, and counts them by component and kind of reason: a
/// reason begins with words that are the same for every such row, and what is particular to one follows a colon and a
/// space. The row has all of it; it is counted by the words before, which are few.
/// </summary>
internal sealed class DeadLetterWriter
{
    private const int MostReasons = 1000;

    private readonly ConcurrentDictionary<(string Component, string Reason), long> _reasons = new();

    /// <summary>How many went for each kind of reason; those beyond the thousandth are counted as "other reasons".</summary>
    public IReadOnlyDictionary<(string Component, string Reason), long> Reasons => _reasons;

    /// <summary>Refuses rows of a batch.</summary>
    public void Write(string component, Batch batch, ReadOnlySpan<int> rows, string reason, IReadOnlyList<IReceiver> readers)
    {
        var letters = Letters(component, batch, rows, reason);
        Send(letters, readers);
        letters.Release();
    }

    /// <summary>Letters of rows that are refused, to be sent later; held by the caller.</summary>
    public Batch Letters(string component, Batch batch, ReadOnlySpan<int> rows, string reason)
    {
        Count(component, reason, rows.Length);
        var letters = new BatchBuilder(DeadLetterSchema.Instance);
        var json = new RowJson(batch.Schema);
        var text = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            var bytes = batch.Origin is { } origin ? origin.Bytes(row) : [];
            if (bytes.IsEmpty)
            {
                text.ResetWrittenCount();
                json.Write(batch, row, text);
                bytes = text.WrittenSpan;
            }

            Append(letters, component, batch.Origin?.Partition(row), batch.Origin?.Position(row), reason, bytes, bytes.Length);
        }

        return letters.Build();
    }

    /// <summary>Sends letters; the batch is lent.</summary>
    public static void Send(Batch letters, IReadOnlyList<IReceiver> readers)
    {
        foreach (var reader in readers) reader.Receive(Message.Of(letters));
    }

    /// <summary>Refuses a record that no row could be made of.</summary>
    /// <param name="component">The source.</param>
    /// <param name="partition">Where it stood.</param>
    /// <param name="position">Its first byte there.</param>
    /// <param name="bytes">Its bytes, or the first of them.</param>
    /// <param name="length">How many it had.</param>
    /// <param name="reason">Why.</param>
    /// <param name="readers">Who gets it.</param>
    public void Write(string component, string partition, long position, ReadOnlySpan<byte> bytes, long length, string reason, IReadOnlyList<IReceiver> readers)
    {
        Count(component, reason, 1);
        var letters = new BatchBuilder(DeadLetterSchema.Instance);
        Append(letters, component, partition, position, reason, bytes, length);
        var batch = letters.Build();
        Send(batch, readers);
        batch.Release();
    }

    private static void Append(BatchBuilder letters, string component, string? partition, long? position, string reason, ReadOnlySpan<byte> bytes, long length)
    {
        letters[0].AppendBoxed(component);
        letters[1].AppendBoxed(partition);
        letters[2].AppendBoxed(position);
        letters[3].AppendBoxed(reason);
        letters[4].AppendBoxed(length);
        var isText = Utf8.IsValid(bytes);
        letters[5].AppendBoxed(isText ? Encoding.UTF8.GetString(bytes) : null);
        letters[6].AppendBoxed(isText ? null : Convert.ToBase64String(bytes));
    }

    private void Count(string component, string reason, int rows)
    {
        var key = (component, DeadLetterSchema.KindOf(reason));
        if (_reasons.Count >= MostReasons && !_reasons.ContainsKey(key)) key = (component, "other reasons");
        _reasons.AddOrUpdate(key, rows, (_, before) => before + rows);
    }
}
