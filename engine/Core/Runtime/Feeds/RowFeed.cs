using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Runtime.Feeds;

/// <summary>
/// Brings rows that the program itself makes to a sink: a pipeline of its own, without a file, so that the sink waits and
/// tries again as any other, and has dead letters. Whoever has a row never waits; of more than may wait the oldest is lost.
/// </summary>
public sealed class RowFeed : IAsyncDisposable
{
    private const int MostWaiting = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly FeedRows _rows = new(MostWaiting);
    private readonly Registry _registry;
    private readonly CancellationTokenSource _stopping = new();
    private Plan? _plan;
    private Task _life = Task.CompletedTask;
    private RunningPipeline? _running;
    private string? _failure;
    private string? _told;
    private long _refused;

    private RowFeed(Registry registry) => _registry = registry;

    /// <summary>Where rows go that the sink does not take.</summary>
    public string DeadLetters => DefaultDeadLetters.PathOf(_plan!);

    /// <summary>As it stands now.</summary>
    public FeedFigures Figures
    {
        get
        {
            var now = Volatile.Read(ref _running)?.Snapshot();
            var trouble = now?.Waits.Values.FirstOrDefault(waits => waits.IsWaiting)?.Reason ?? Volatile.Read(ref _failure);
            return new FeedFigures(_rows.Told, _rows.Waiting, _refused + (now?.DeadLetters.Values.Sum() ?? 0), _rows.Lost, trouble);
        }
    }

    /// <summary>Binds a sink to the rows; null when it has problems, which have been reported.</summary>
    /// <param name="name">The name of the pipeline: its dead letters go by it.</param>
    /// <param name="schema">Of the rows.</param>
    /// <param name="sink">Where they go.</param>
    /// <param name="registry">What sinks there are.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static RowFeed? Bind(string name, Schema schema, SinkEntry sink, Registry registry, Problems problems)
    {
        const string Source = "program";
        var own = new Problems();
        var at = sink.Entry.At;
        var bound = new ComponentBinder(registry, new OptionHints(new Pipelines.Docs.XmlDocs()), own).Sink(sink.Entry, [new InputReference(Source, Dead: false, at)]);
        var feed = new RowFeed(registry);
        var type = new ComponentType(Role.Source, Source, typeof(FeedSource.Options), _ => new FeedSource(schema, feed._rows), Plugin: null);
        if (bound is not null)
        {
            feed._plan = Planner.Plan(new PipelineDefinition
            {
                File = at.File,
                Name = name,
                Sources = [new SourceDefinition { Name = Source, Location = at, Type = type, Options = new BoundOptions(new FeedSource.Options(), new Dictionary<string, Location> { [""] = at }), Common = new SourceOptions() }],
                Transforms = [],
                Sinks = [bound],
                Run = new RunOptions(),
            }, registry, TimeProvider.System, own);
        }

        foreach (var problem in own.All) problems.Add(problem);
        return feed._plan is null || own.HasErrors ? null : feed;
    }

    /// <summary>Starts to bring rows; after a failure it is begun again.</summary>
    /// <param name="clock">The one clock.</param>
    /// <param name="changed">Told, once, what keeps rows from being brought, and null when nothing does any more.</param>
    public void Start(TimeProvider clock, Action<string?> changed) => _life = Task.Run(() => LiveAsync(clock, changed));

    /// <summary>Takes a row, and returns at once.</summary>
    /// <param name="values">A value for each column, as <see cref="Column.Boxed"/> gives them.</param>
    public void Add(params object?[] values) => _rows.Add(values);

    /// <summary>Ends it when all rows are brought, or when that takes too long.</summary>
    /// <returns>Rows that are not brought, or not known to be.</returns>
    public async Task<int> StopAsync(TimeSpan within)
    {
        _rows.Complete();
        await Task.WhenAny(_life, Task.Delay(within)).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        Volatile.Read(ref _running)?.Abort();
        await _life.ConfigureAwait(false);
        return _rows.Waiting;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task LiveAsync(TimeProvider clock, Action<string?> changed)
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var running = RunningPipeline.Start(_plan!, _registry, new RunSettings { Clock = clock });
            Volatile.Write(ref _running, running);
            if (_stopping.IsCancellationRequested) running.Abort();
            var result = await WatchAsync(running, clock, changed).ConfigureAwait(false);
            Volatile.Write(ref _running, null);
            _refused += result.Final.DeadLetters.Values.Sum();
            // What is complete has all been brought when no failure says otherwise.
            if (result.Failure is not { } failure || _stopping.IsCancellationRequested) return;
            Volatile.Write(ref _failure, failure.ToString());
            Tell(changed);
            await Task.WhenAny(Task.Delay(Pause, clock, _stopping.Token)).ConfigureAwait(false);
        }
    }

    private async Task<RunResult> WatchAsync(RunningPipeline running, TimeProvider clock, Action<string?> changed)
    {
        while (await Task.WhenAny(running.Completion, Task.Delay(Look, clock, _stopping.Token)).ConfigureAwait(false) != running.Completion && !_stopping.IsCancellationRequested)
        {
            // A sink may only fail when a row comes: until one is brought, an earlier failure stands.
            if (running.Started.IsCompleted && _rows.Waiting == 0) Volatile.Write(ref _failure, null);
            Tell(changed);
        }

        return await running.Completion.ConfigureAwait(false);
    }

    private void Tell(Action<string?> changed)
    {
        var trouble = Figures.Trouble;
        if (trouble == _told) return;
        _told = trouble;
        changed(trouble);
    }
}
