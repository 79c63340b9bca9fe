using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Something of a partition that is ready to be sent, in its order.</summary>
/// <param name="Next">Position behind it.</param>
/// <param name="Bytes">Bytes that it holds.</param>
internal abstract record Outgoing(long Next, int Bytes)
{
    /// <summary>Bytes of a chunk, or a little more.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Messages of a chunk.</summary>
    public const int MostMessages = 8192;

    public abstract ValueTask SendAsync(SourceOutput output, SourcePartition partition, CancellationToken stop);

    /// <summary>It will not be sent.</summary>
    public virtual void Drop() { }

    /// <summary>Messages to decode.</summary>
    public sealed record Rows(RawChunk Chunk) : Outgoing(Chunk.Next, Chunk.Length)
    {
        public override ValueTask SendAsync(SourceOutput output, SourcePartition partition, CancellationToken stop) => output.WriteAsync(partition, Chunk, stop);

        public override void Drop() => Chunk.Release();
    }

    /// <summary>A message that cannot be decoded.</summary>
    public sealed record Refused(byte[] Value, long Length, long Offset, string Reason) : Outgoing(Offset + 1, Value.Length)
    {
        public override ValueTask SendAsync(SourceOutput output, SourcePartition partition, CancellationToken stop) =>
            output.RejectAsync(partition, Value, Length, Offset, Offset + 1, Reason, stop);
    }

    /// <summary>For now there is nothing more.</summary>
    public sealed record CaughtUp(long At) : Outgoing(At, 0)
    {
        public override ValueTask SendAsync(SourceOutput output, SourcePartition partition, CancellationToken stop)
        {
            output.CaughtUp(partition);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Nothing more is to be read.</summary>
    public sealed record Finished(long At) : Outgoing(At, 0)
    {
        public override ValueTask SendAsync(SourceOutput output, SourcePartition partition, CancellationToken stop) => output.FinishAsync(partition, stop);
    }
}
