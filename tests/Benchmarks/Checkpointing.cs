using System.Diagnostics;
using System.Globalization;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>
/// Checkpoints of much keyed state while rows come as fast as they are taken: how long the stream stands still at the
/// barrier, how large they are and how long they take, and after a kill, in a process of its own, how long to the first row.
/// </summary>
internal static class Checkpointing
{
    private const int Turns = 20;

    public static async Task<int> RunAsync(string kind, long keys)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-checkpoint-").FullName;
        try
        {
            var saved = await SaveAsync(kind, keys, folder);
            var recovered = Machine.Json(folder, "dotnet", Path.Combine(AppContext.BaseDirectory, "StreamGuard.Benchmarks.dll"), "recover", kind, keys.ToString(CultureInfo.InvariantCulture), folder);
            Console.WriteLine($$"""{{{saved}},"first_row_s":{{recovered.GetProperty("first_row_s").GetDouble():F2}},"start_to_row_s":{{recovered.GetProperty("start_to_row_s").GetDouble():F2}}}""");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>From the start of the process, and from that of the pipeline, to the first row behind the checkpoint.</summary>
    public static async Task<int> RecoverAsync(string kind, long keys, string folder)
    {
        var log = new StallLog();
        var began = Stopwatch.GetTimestamp();
        using var running = Start(kind, keys, folder, log);
        await Task.WhenAny(log.First, running.Completion);
        var sincePipeline = Stopwatch.GetElapsedTime(began);
        using var process = Process.GetCurrentProcess();
        var sinceProcess = DateTime.Now - process.StartTime;
        if (running.Snapshot().Checkpoints.RestoredFrom is null) throw new InvalidOperationException("it did not go on from a checkpoint");
        running.Abort();
        await running.Completion;
        Console.WriteLine($$"""{"first_row_s":{{sinceProcess.TotalSeconds:F3}},"start_to_row_s":{{sincePipeline.TotalSeconds:F3}}}""");
        return 0;
    }

    private static async Task<string> SaveAsync(string kind, long keys, string folder)
    {
        var log = new StallLog();
        using var running = Start(kind, keys, folder, log);
        await RowsAsync(log, running, keys);
        var first = await TakeAsync(running, log, folder, kind);

        var others = new List<(double Stall, double Took, long New, long Bytes)>();
        for (var turn = 0; turn < Turns; turn++)
        {
            await RowsAsync(log, running, log.Rows + keys / 4);
            others.Add(await TakeAsync(running, log, folder, kind));
        }

        KeyedRows.Narrow = true;
        var few = new List<(double Stall, double Took, long New, long Bytes)>();
        for (var turn = 0; turn < Turns; turn++)
        {
            await RowsAsync(log, running, log.Rows + keys / 4);
            few.Add(await TakeAsync(running, log, folder, kind));
        }

        // The first of them still bring what the others had changed.
        var narrow = few[^1];
        running.Abort();
        await running.Completion;

        var stalls = others.Select(each => each.Stall).Order().ToList();
        var took = others.Select(each => each.Took).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"""
            "kind":"{kind}","keys":{keys},"first_stall_ms":{first.Stall:F2},"stall_p50_ms":{stalls[Turns / 2]:F2},"stall_max_ms":{stalls[^1]:F2},"bytes":{others[^1].Bytes},"new_bytes":{others[^1].New},"took_ms":{took[Turns / 2]:F0},"few_bytes":{narrow.New},"few_took_ms":{narrow.Took:F0},"few_stall_ms":{narrow.Stall:F2}
            """);
    }

    private static RunningPipeline Start(string kind, long keys, string folder, StallLog log)
    {
        var registry = Plans.Registry;
        registry.Source<KeyedRowsOptions>("keyed_rows", options => new KeyedRows(options));
        registry.Transform<NoOptions>("stall_probe", _ => new StallProbe(log));
        registry.Sink<NoOptions>("nowhere", _ => new Nowhere());
        var plan = Plans.Load($"checkpoint-{kind}.yaml", new() { ["CHECKPOINTS"] = folder, ["KEYS"] = keys.ToString(CultureInfo.InvariantCulture) });
        return RunningPipeline.Start(plan, registry, new RunSettings());
    }

    private static async Task RowsAsync(StallLog log, RunningPipeline running, long rows)
    {
        while (log.Rows < rows)
        {
            if (running.Completion.IsCompleted) throw new InvalidOperationException((await running.Completion).Failure?.ToString() ?? "it ended");
            await Task.Delay(1);
        }
    }

    /// <summary>Takes a checkpoint: milliseconds the rows stood still and until it was committed, bytes written and in all.</summary>
    private static async Task<(double Stall, double Took, long New, long Bytes)> TakeAsync(RunningPipeline running, StallLog log, string folder, string kind)
    {
        if (!await running.CheckpointAsync()) throw new InvalidOperationException(running.Snapshot().Checkpoints.Trouble);
        await RowsAsync(log, running, log.Rows + 1);
        var info = new CheckpointFolder(folder, $"checkpoint-{kind}").List()[^1];
        return (log.Take().Single(), running.Snapshot().Checkpoints.Took.TotalMilliseconds, info.NewBytes, info.Bytes);
    }
}
