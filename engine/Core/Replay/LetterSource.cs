using StreamGuard.Contracts;

namespace StreamGuard.Core.Replay;

/// <summary>
/// Stands in a source's place and sends the records of dead letters, each with the partition and position it had, so that
/// what is made of them is told apart as it was. It is bound as the source it stands for.
/// </summary>
internal sealed class LetterSource(ISource inner, IReadOnlyList<LettersOfPartition> partitions) : ISource
{
    public bool IsBounded => true;

    public Schema? Bind(SourceBinding binding) => inner.Bind(binding);

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        // All are open before the first record: their watermark waits for the slowest, however they are read.
        var open = partitions.Select(partition => (Letters: partition, To: output.Open(partition.Name))).ToList();
        foreach (var (partition, to) in open)
            foreach (var letter in partition.Letters.Where(letter => letter.Position >= to.Position))
            {
                if (stop.IsCancellationRequested) return;
                await output.WriteAsync(to, Chunk(partition, letter), stop).ConfigureAwait(false);
            }

        foreach (var (_, to) in open) await output.FinishAsync(to, stop).ConfigureAwait(false);
    }

    private static RawChunk Chunk(LettersOfPartition partition, LetterPlace place)
    {
        using var file = File.OpenHandle(place.File);
        var line = new byte[place.Length];
        RandomAccess.Read(file, line, place.At);
        var record = DeadLetter.Parse(line)?.Bytes ?? throw new IOException($"'{place.File}' was changed while its letters were replayed");
        var (bytes, ends, positions) = (Buffers.Rent<byte>(record.Length), Buffers.Rent<int>(1), Buffers.Rent<long>(1));
        record.CopyTo(bytes, 0);
        (ends[0], positions[0]) = (record.Length, place.Position);
        return new RawChunk(partition.Name, bytes, record.Length, 0)
        {
            Header = partition.Header, IsOneRecord = true, Records = new ChunkRecords(ends, positions, 1),
        };
    }
}
