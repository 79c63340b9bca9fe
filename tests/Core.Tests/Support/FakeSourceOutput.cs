using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Collects what a source sends; cuts bytes at line ends unless another framer is given.</summary>
internal sealed class FakeSourceOutput(Func<Framer>? framer = null) : SourceOutput
{
    private readonly Lock _lock = new();

    /// <summary>Positions that a checkpoint would have saved, by partition.</summary>
    public Dictionary<string, long> Saved { get; } = [];

    public List<string> Opened { get; } = [];

    public List<string> Finished { get; } = [];

    /// <summary>The lines of each partition, ends cut off.</summary>
    public Dictionary<string, List<string>> Lines { get; } = [];

    /// <summary>Partition and position of each chunk, in order.</summary>
    public List<(string Partition, long Position, int Length)> Chunks { get; } = [];

    public List<Batch> Batches { get; } = [];

    public List<(string Partition, byte[] Bytes, long Length, long Position, long Next, string Reason)> Rejected { get; } = [];

    public long? Expected { get; private set; }

    public int CaughtUpCount { get; private set; }

    /// <summary>Called after every line, batch or rejection, for tests that wait for something.</summary>
    public Action<FakeSourceOutput>? Changed { get; init; }

    public Func<SourcePartition, CancellationToken, ValueTask>? OnWaitForOthers { get; init; }

    /// <summary>The lines so far, partition after partition.</summary>
    public IReadOnlyList<string> AllLines
    {
        get
        {
            lock (_lock) return [.. Opened.SelectMany(partition => Lines[partition])];
        }
    }

    public override Framer NewFramer(string partition) => framer?.Invoke() ?? new FakeLineFramer();

    public override RunContext Run => RunContext;

    public FakeRunContext RunContext { get; init; } = new();

    public override long? SavedPosition(string partition) => Saved.TryGetValue(partition, out var saved) ? saved : null;

    public override SourcePartition Open(string name, long start)
    {
        lock (_lock)
        {
            Opened.Add(name);
            Lines.TryAdd(name, []);
            return new Partition(name) { At = Saved.GetValueOrDefault(name, start) };
        }
    }

    /// <summary>How many partitions were open when it said that these are all.</summary>
    public List<int> AllOpenAt { get; } = [];

    public override void AllOpen()
    {
        lock (_lock) AllOpenAt.Add(Opened.Count);
    }

    public override ValueTask WriteAsync(SourcePartition partition, RawChunk chunk, CancellationToken stop)
    {
        lock (_lock)
        {
            Chunks.Add((partition.Name, chunk.Position, chunk.Length));
            var text = Encoding.UTF8.GetString(chunk.Bytes);
            var lines = text.Split('\n');
            Lines[partition.Name].AddRange((text.EndsWith('\n') ? lines[..^1] : lines).Select(line => line.TrimEnd('\r')));
            ((Partition)partition).At = chunk.Next;
        }

        chunk.Release();
        Changed?.Invoke(this);
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteAsync(SourcePartition partition, Batch batch, long next, CancellationToken stop)
    {
        lock (_lock)
        {
            Batches.Add(batch);
            ((Partition)partition).At = next;
        }

        Changed?.Invoke(this);
        return ValueTask.CompletedTask;
    }

    public List<string> Released { get; } = [];

    /// <summary>How often an epoch was asked for.</summary>
    public int EpochsAsked { get; private set; }

    public override ValueTask ReleaseAsync(SourcePartition partition, CancellationToken stop)
    {
        lock (_lock) Released.Add(partition.Name);
        Changed?.Invoke(this);
        return ValueTask.CompletedTask;
    }

    public override void AskForEpoch()
    {
        EpochsAsked++;
        Changed?.Invoke(this);
    }

    /// <summary>What it said that it waits for, null when that had passed.</summary>
    public List<string?> Waits { get; } = [];

    public override void WaitsFor(string? reason)
    {
        lock (_lock) Waits.Add(reason);
        Changed?.Invoke(this);
    }

    public override ValueTask RejectAsync(
        SourcePartition partition, ReadOnlyMemory<byte> bytes, long length, long position, long next, string reason, CancellationToken stop)
    {
        lock (_lock)
        {
            Rejected.Add((partition.Name, bytes.ToArray(), length, position, next, reason));
            ((Partition)partition).At = next;
        }

        Changed?.Invoke(this);
        return ValueTask.CompletedTask;
    }

    public override void CaughtUp(SourcePartition partition)
    {
        CaughtUpCount++;
        Changed?.Invoke(this);
    }

    public override ValueTask FinishAsync(SourcePartition partition, CancellationToken stop)
    {
        lock (_lock) Finished.Add(partition.Name);
        return ValueTask.CompletedTask;
    }

    public override ValueTask WaitForOthersAsync(SourcePartition partition, CancellationToken stop) =>
        OnWaitForOthers?.Invoke(partition, stop) ?? ValueTask.CompletedTask;

    public override void Expect(long total) => Expected = total;

    private sealed class Partition(string name) : SourcePartition
    {
        public long At { get; set; }

        public override string Name => name;

        public override long Position => At;
    }
}

/// <summary>Cuts at line ends.</summary>
internal sealed class FakeLineFramer : Framer
{
    public override int Cut(ReadOnlySpan<byte> bytes, bool atEnd) => atEnd ? bytes.Length : bytes.LastIndexOf((byte)'\n') + 1;
}
