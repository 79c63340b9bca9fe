using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>A pipeline that scores and forgets; it runs all the time and is given rows turn by turn.</summary>
internal sealed class ScoringPipeline : IDisposable
{
    private readonly IReadOnlyList<Batch> _batches;
    private readonly RunningPipeline _running;
    private readonly Feeder _feeder;
    private readonly CountOff _counter = new();
    private volatile int _times;

    /// <param name="bundle">The model's folder.</param>
    /// <param name="batches">What it scores over and over; held by the caller.</param>
    public ScoringPipeline(string bundle, IReadOnlyList<Batch> batches)
    {
        (_batches, _feeder) = (batches, new Feeder(batches));
        var registry = Plans.Registry;
        registry.Source<NoOptions>("feature_rows", _ => _feeder);
        registry.Transform<NoOptions>("given_again", _ => new Again(this));
        registry.Transform<NoOptions>("count_off", _ => _counter);
        registry.Sink<NoOptions>("nowhere", _ => new Nowhere());
        _running = RunningPipeline.Start(Plans.Load("scoring.yaml", new() { ["BUNDLE"] = bundle }), registry, new RunSettings());
    }

    /// <summary>Scores so many batches, which the stage hands to the transform one by one.</summary>
    public void Run(int batches) => Run(batches, times: batches, given: 1);

    /// <summary>Scores so many batches, each of which has come from the source through the blocks between.</summary>
    public void RunThroughBlocks(int batches) => Run(batches, times: 1, given: batches);

    public void Dispose()
    {
        _running.Abort();
        _running.Completion.Wait();
        _running.Dispose();
    }

    private void Run(int batches, int times, int given)
    {
        _counter.Expect(batches);
        _times = times;
        _feeder.Give(given);
        Task.WaitAny(_counter.Reached, _running.Completion);
        if (_running.Completion.IsCompleted) throw new InvalidOperationException(_running.Completion.Result.Failure?.ToString() ?? "it ended");
    }

    private sealed class Feeder(IReadOnlyList<Batch> batches) : ISource
    {
        private readonly SemaphoreSlim _turn = new(0);
        private int _count;

        public bool IsBounded => false;

        public Schema? Bind(SourceBinding binding) => batches[0].Schema;

        public void Give(int count)
        {
            _count = count;
            _turn.Release();
        }

        public async Task RunAsync(SourceOutput output, CancellationToken stop)
        {
            var partition = output.Open("rows");
            for (var position = 0L; ;)
            {
                await _turn.WaitAsync(stop);
                for (var i = 0; i < _count; i++)
                {
                    var batch = batches[i % batches.Count];
                    batch.Retain();
                    position += batch.Rows;
                    await output.WriteAsync(partition, batch, position, stop);
                }
            }
        }
    }

    /// <summary>Sends what comes on, and then others, as many times as the turn asks for.</summary>
    private sealed class Again(ScoringPipeline bench) : ITransform
    {
        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch batch, Output output)
        {
            output.Pass(batch);
            for (var i = 1; i < bench._times; i++)
            {
                var next = bench._batches[i % bench._batches.Count];
                output.Account.Made += next.Rows;
                next.Retain();
                output.Emit(next);
            }
        }
    }

    /// <summary>Keeps every row, and says when all that were expected have come.</summary>
    private sealed class CountOff : ITransform
    {
        private TaskCompletionSource _reached = new();
        private int _left;

        public Task Reached => _reached.Task;

        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void Expect(int batches) => (_left, _reached) = (batches, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        public void OnBatch(Batch batch, Output output)
        {
            output.Account.Filtered += batch.Rows;
            if (--_left == 0) _reached.SetResult();
        }
    }
}
