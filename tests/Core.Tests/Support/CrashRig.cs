using System.Buffers;
using System.Diagnostics;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// Takes a sink through epochs as Runtime does, looks at its folder at every point where a crash could tear something
/// apart, and goes on from a copy of it as a run does that is started again: from each checkpoint that may be restored.
/// Each epoch is a few batches of rows: n counts on, and half says whether it is even.
/// </summary>
/// <param name="create">Makes a sink that writes to a folder.</param>
/// <param name="read">Reads all rows that are visible in a folder, in the order they were written in.</param>
internal sealed class CrashRig(Func<string, ISink> create, Func<string, IReadOnlyList<long>> read) : IDisposable
{
    public static readonly Schema Schema = new([new("n", ColumnType.Int), new("half", ColumnType.String)]);

    private const string Written = "is written";
    private const int BatchesInEpoch = 2;
    private const int RowsInBatch = 3;

    // In memory where there is such a folder: the disk would have some thousand flushes to do.
    private readonly string _folder = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"streamguard-test-{Guid.NewGuid():N}");
    private int _copies;

    /// <summary>Epochs before the one that ends the input.</summary>
    public int Epochs { get; init; } = 3;

    /// <summary>Epochs whose checkpoint could not be written.</summary>
    public IReadOnlyList<long> GivenUp { get; init; } = [];

    public bool KeepsCheckpoints { get; init; } = true;

    public Delivery? Delivery { get; init; }

    /// <summary>Several parts become visible in a commit, one by one, and have later and earlier rows.</summary>
    public bool HasGaps { get; init; }

    /// <summary>Tells by its path below the folder a file that must not be there when all is written.</summary>
    public Func<string, bool> IsLeft { get; init; } = path => path.Contains(".streamguard", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal);

    /// <summary>The points that were looked at, in order, with those of restarts.</summary>
    public List<string> Points { get; } = [];

    /// <summary>All rows there are to write.</summary>
    public IReadOnlyList<long> All => [.. Enumerable.Range(0, (Epochs + 1) * BatchesInEpoch * RowsInBatch).Select(n => (long)n)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs undisturbed; then from each crash, and from each of those in the restart that has most to finish.</summary>
    /// <exception cref="Exception">A restart could not go on, or gave other rows.</exception>
    public async Task RunAsync()
    {
        var crashes = new List<Crash>();
        await RunAsync(Folder(), from: null, GivenUp, crashes);
        foreach (var crash in crashes)
        {
            CheckVisible(crash);
            var second = new List<Crash>();
            foreach (var checkpoint in crash.Restorable.SkipLast(1)) await RestartAsync(crash with { Folder = Copy(crash.Folder) }, checkpoint, second: null);
            await RestartAsync(crash, crash.Restorable[^1], crash.HasMostToFinish && crash.Restorable[^1] is not null ? second : null);
            // Those of the restart find the checkpoints that it found.
            foreach (var next in second)
                foreach (var checkpoint in crash.Restorable)
                    await RestartAsync(new Crash($"{crash.Point}, then {next.Point}", Copy(next.Folder), []), checkpoint, second: null);
        }
    }

    private async Task RestartAsync(Crash crash, Checkpoint? checkpoint, List<Crash>? second)
    {
        var folder = crash.Folder;
        var title = $"crash at '{crash.Point}', restored {(checkpoint is null ? "nothing" : $"epoch {checkpoint.Epoch}")}";
        try
        {
            await RunAsync(folder, checkpoint, [], second);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{title}: {e.Message}", e);
        }

        // Without a checkpoint nothing tells a run that is started again what the one before wrote.
        if (checkpoint is not null) Assert.True(All.SequenceEqual(read(folder)), $"{title}: {string.Join(' ', read(folder))}");
        Assert.DoesNotContain(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), file => IsLeft(Path.GetRelativePath(folder, file)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Writes what comes behind a checkpoint, to the end of the input.</summary>
    private async Task RunAsync(string folder, Checkpoint? from, IReadOnlyList<long> givenUp, List<Crash>? crashes)
    {
        var sink = create(folder);
        var kept = new List<Checkpoint?> { from };
        var isOpen = false;
        void Look(string point)
        {
            Points.Add(point);
            if (crashes is null || (from is not null && isOpen)) return;
            crashes.Add(new Crash(point, Copy(folder), [.. kept.TakeLast(2)]));
        }

        using var watch = FaultPoints.Watch(Look);
        sink.Bind(new SinkBinding(new TestBinder { KeepsCheckpoints = KeepsCheckpoints }, Schema, Delivery));
        if (from is not null) sink.Restore(new StateReader(from.State));
        await sink.OpenAsync(new FakeSinkContext(), default);
        Look("open");
        isOpen = true;
        for (var epoch = (from?.Epoch ?? 0) + 1; epoch <= Epochs + 1; epoch++)
        {
            await WriteAsync(sink, epoch, Look);
            if (epoch == Epochs + 1) await sink.EndAsync(default);
            var state = new ArrayBufferWriter<byte>();
            await sink.PrepareAsync(epoch, new StateWriter(state), default);
            Look($"epoch {epoch} prepared");
            if (givenUp.Contains(epoch)) continue;
            kept.Add(new Checkpoint(epoch, state.WrittenSpan.ToArray()));
            Look($"checkpoint {epoch} {Written}");
            await sink.CommitAsync(epoch, default);
            Look($"epoch {epoch} committed");
        }

        await sink.CloseAsync();
        Look("closed");
    }

    private static async Task WriteAsync(ISink sink, long epoch, Action<string> look)
    {
        for (var i = 0; i < BatchesInEpoch; i++)
        {
            var first = ((epoch - 1) * BatchesInEpoch + i) * RowsInBatch;
            var builder = new BatchBuilder(Schema);
            for (var row = 0; row < RowsInBatch; row++) builder.Row(first + row, (first + row) % 2 == 0 ? "even" : "odd");
            var batch = builder.Build();
            await sink.WriteAsync(batch, default);
            batch.Release();
            await sink.FlushAsync(default);
            look($"batch {i} of epoch {epoch} written");
        }
    }

    /// <summary>Rows from the first on, without a gap: what readers see at any moment is what they will see at the end.</summary>
    private void CheckVisible(Crash crash)
    {
        var seen = read(crash.Folder);
        var expected = HasGaps ? All.Intersect(seen) : All.Take(seen.Count);
        Assert.True(expected.SequenceEqual(seen), $"seen at '{crash.Point}': {string.Join(' ', seen)}");
    }

    private string Folder() => Directory.CreateDirectory(Path.Combine(_folder, $"{++_copies}")).FullName;

    /// <summary>By another program: a file that is locked lets nobody in this one read it.</summary>
    private string Copy(string folder)
    {
        var copy = Folder();
        using var cp = Process.Start("cp", ["-a", $"{folder}/.", copy]);
        cp.WaitForExit();
        Assert.Equal(0, cp.ExitCode);
        return copy;
    }

    /// <param name="Epoch">Its number.</param>
    /// <param name="State">What the sink saved.</param>
    private sealed record Checkpoint(long Epoch, byte[] State);

    /// <param name="Point">Where it happened.</param>
    /// <param name="Folder">A copy of what was there.</param>
    /// <param name="Restorable">The two newest checkpoints: the broker, or damage, may send a run back to the one before.</param>
    private sealed record Crash(string Point, string Folder, IReadOnlyList<Checkpoint?> Restorable)
    {
        public bool HasMostToFinish => Point.EndsWith(Written, StringComparison.Ordinal);
    }
}
