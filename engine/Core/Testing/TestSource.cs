using System.Buffers;
using System.Text;
using System.Threading.Channels;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;

namespace StreamGuard.Core.Testing;

/// <summary>
/// Stands in a source's place: sends what the test gives it, one record at a time, and ends only when told to. It is
/// bound, and bounded, as the source it stands for.
/// </summary>
internal sealed class TestSource(ISource inner) : ISource
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private readonly List<Delivery> _delivered = [];
    private Dictionary<string, Opened> _partitions = [];
    private TaskCompletionSource _replayed = New();
    private Schema? _added;

    public bool IsBounded => inner.IsBounded;

    public bool IsLive => inner.IsLive;

    /// <summary>A decoder stands behind it.</summary>
    public bool HasDecoder { get; private set; }

    /// <summary>Completes when what came before a crash was sent again.</summary>
    public Task Replayed => _replayed.Task;

    public Schema? Bind(SourceBinding binding)
    {
        HasDecoder = binding.HasDecoder;
        var own = inner.Bind(binding);
        _added = binding.Added?.Columns;
        return own;
    }

    /// <summary>Completes when the row has been handed over.</summary>
    public Task SendAsync(string partition, Schema schema, object?[] row) => Deliver(new Delivery(partition, schema, row, null));

    /// <summary>The same for a record that the decoder reads.</summary>
    public Task SendAsync(string partition, string record) => Deliver(new Delivery(partition, null, null, record));

    /// <summary>The run was killed; another one will read.</summary>
    public void Crashed() => (_replayed, _partitions) = (New(), []);

    /// <summary>Nothing more comes.</summary>
    public void End() => _deliveries.Writer.TryComplete();

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        try
        {
            foreach (var delivery in _delivered) await WriteAsync(delivery, output, stop).ConfigureAwait(false);
            _replayed.TrySetResult();
            await foreach (var delivery in _deliveries.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            {
                _delivered.Add(delivery);
                await WriteAsync(delivery, output, stop).ConfigureAwait(false);
                delivery.Done.SetResult();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }

        foreach (var partition in _partitions.Values) await output.FinishAsync(partition.Partition, stop).ConfigureAwait(false);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Deliver(Delivery delivery)
    {
        _deliveries.Writer.TryWrite(delivery);
        return delivery.Done.Task;
    }

    private async ValueTask WriteAsync(Delivery delivery, SourceOutput output, CancellationToken stop)
    {
        if (!_partitions.TryGetValue(delivery.Partition, out var opened))
            _partitions[delivery.Partition] = opened = new Opened(output.Open(delivery.Partition), HasDecoder ? output.NewFramer(delivery.Partition) : null);
        if (delivery.Record is { } record) await WriteRecordAsync(opened, record, output, stop).ConfigureAwait(false);
        else await WriteRowAsync(opened, delivery.Schema!, delivery.Row!, output, stop).ConfigureAwait(false);
        output.CaughtUp(opened.Partition);
    }

    private static async ValueTask WriteRecordAsync(Opened opened, string record, SourceOutput output, CancellationToken stop)
    {
        var bytes = Encoding.UTF8.GetBytes(record + "\n");
        var whole = opened.Framer!.Cut(bytes, atEnd: false);
        if (whole == 0) return; // a header: the framer keeps it
        if (opened.Pass(whole)) return;
        await output.WriteAsync(opened.Partition, opened.Chunk(bytes, whole, opened.Framer.Header), stop).ConfigureAwait(false);
    }

    private async ValueTask WriteRowAsync(Opened opened, Schema schema, object?[] row, SourceOutput output, CancellationToken stop)
    {
        var batch = new BatchBuilder(schema).Row(row).Build();
        if (!HasDecoder)
        {
            if (opened.Pass(1)) batch.Release();
            else await output.WriteAsync(opened.Partition, batch, opened.Advance(1), stop).ConfigureAwait(false);
            return;
        }

        // The row's bytes are what a dead letter shows of it.
        var json = new ArrayBufferWriter<byte>();
        new RowJson(schema).Write(batch, 0, json);
        batch.Release();
        if (opened.Pass(json.WrittenCount)) return;
        var beside = _added is null ? null : new BatchBuilder(_added).Row(row[^_added.Count..]).Build();
        await output.WriteAsync(opened.Partition, opened.Chunk(json.WrittenSpan, json.WrittenCount, new TypedRow(row), beside), stop).ConfigureAwait(false);
    }

    private sealed record Delivery(string Partition, Schema? Schema, object?[]? Row, string? Record)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed record Opened(SourcePartition Partition, Framer? Framer)
    {
        private long _position;

        /// <summary>Whether what comes next was before the checkpoint that the run goes on from.</summary>
        public bool Pass(long length)
        {
            if (_position >= Partition.Position) return false;
            _position += length;
            return true;
        }

        /// <summary>The position behind what comes next.</summary>
        public long Advance(long length) => _position += length;

        public RawChunk Chunk(ReadOnlySpan<byte> bytes, int length, object? header, Batch? beside = null)
        {
            var buffer = Buffers.Rent<byte>(length);
            bytes[..length].CopyTo(buffer);
            var chunk = new RawChunk(Partition.Name, buffer, length, _position) { Header = header, Records = beside is null ? null : OneRecord(length, beside) };
            _position = chunk.Next;
            return chunk;
        }

        private ChunkRecords OneRecord(int length, Batch beside)
        {
            var (ends, positions) = (Buffers.Rent<int>(1), Buffers.Rent<long>(1));
            (ends[0], positions[0]) = (length, _position);
            return new ChunkRecords(ends, positions, 1, beside);
        }
    }
}
