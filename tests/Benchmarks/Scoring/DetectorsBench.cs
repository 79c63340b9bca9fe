using System.Diagnostics;
using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>Forest, k-means, robust z-scores and their ensemble fitted to rows, which are scored, with a bundle that is written and checked.</summary>
internal static class DetectorsBench
{
    /// <summary>Prints one JSON object: seconds until all rows were there, until the first left, and until the last had; and the most memory.</summary>
    /// <param name="rows">How many, of 28 features.</param>
    public static async Task<int> RunAsync(long rows)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-bench-").FullName;
        try
        {
            var (source, seen) = (new BehaviourRows(rows), new FirstSeen());
            var registry = Plans.Registry;
            registry.Source<BehaviourRowsOptions>("behaviour_rows", _ => source);
            registry.Transform<NoOptions>("first_seen", _ => seen);
            registry.Sink<NoOptions>("nowhere", _ => new Nowhere());
            var plan = Plans.Load("detectors.yaml", new() { ["BUNDLE"] = Path.Combine(folder, "model"), ["ROWS"] = rows.ToString(CultureInfo.InvariantCulture) });
            var before = Environment.WorkingSet;
            var start = Stopwatch.GetTimestamp();
            using var running = RunningPipeline.Start(plan, registry, new RunSettings());
            var result = await running.Completion;
            var total = Stopwatch.GetElapsedTime(start);
            if (!result.Succeeded || seen.Rows != rows) throw new InvalidOperationException(result.Failure?.ToString() ?? $"{seen.Rows} rows came out");
            Console.WriteLine(FormattableString.Invariant(
                $"{{\"rows\":{rows},\"gathered_s\":{Stopwatch.GetElapsedTime(start, source.Ended).TotalSeconds:F3},\"first_s\":{Stopwatch.GetElapsedTime(start, seen.First).TotalSeconds:F3},\"total_s\":{total.TotalSeconds:F3},\"cpu_s\":{Environment.CpuUsage.TotalTime.TotalSeconds:F3},\"before_mb\":{before / 1e6:F0},\"peak_mb\":{Machine.PeakMegabytes(Environment.ProcessId):F0}}}"));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record BehaviourRowsOptions
    {
        public required long Rows { get; init; }
    }

    /// <summary>Rows of habits of several kinds and, one in a hundred, something else.</summary>
    private sealed class BehaviourRows(long rows) : ISource
    {
        private const int RowsABatch = 4096;
        private const int Features = 28;

        private static readonly Schema Columns = new([.. Enumerable.Range(0, Features).Select(i => new Field($"f{i:00}", ColumnType.Float))]);

        /// <summary>When the last row was sent.</summary>
        public long Ended { get; private set; }

        public bool IsBounded => true;

        public Schema? Bind(SourceBinding binding) => Columns;

        public async Task RunAsync(SourceOutput output, CancellationToken stop)
        {
            var partition = output.Open("rows");
            for (var position = 0L; position < rows; position += RowsABatch)
                await output.WriteAsync(partition, Build(position, (int)Math.Min(RowsABatch, rows - position)), Math.Min(rows, position + RowsABatch), stop);
            Ended = Stopwatch.GetTimestamp();
            await output.FinishAsync(partition, stop);
        }

        private static Batch Build(long position, int count)
        {
            var random = new Random((int)(position / RowsABatch));
            var columns = Enumerable.Range(0, Features).Select(_ => Buffers.Rent<double>(count)).ToArray();
            for (var row = 0; row < count; row++)
            {
                var (kind, wide) = (random.Next(5), random.Next(100) == 0 ? 4 : 1);
                for (var i = 0; i < Features; i++) columns[i][row] = ((kind * (i % 3)) + ((random.NextDouble() + random.NextDouble() - 1) * wide)) * (i + 1);
            }

            return new Batch(Columns, [.. columns.Select(values => (Column)FixedColumn<double>.Of(ColumnType.Float, values, count))], count);
        }
    }

    /// <summary>Notes when the first row comes by.</summary>
    private sealed class FirstSeen : ITransform
    {
        public long First { get; private set; }

        public long Rows { get; private set; }

        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch batch, Output output)
        {
            if (Rows == 0) First = Stopwatch.GetTimestamp();
            Rows += batch.Rows;
            output.Pass(batch);
        }
    }
}
