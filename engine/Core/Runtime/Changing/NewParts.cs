using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Changing;

/// <summary>
/// The components of a plan that is to be put in force: those that go on from the graph before, and those that are made
/// anew, which are restored, opened and started before anything else is touched by them.
/// </summary>
internal sealed class NewParts
{
    private readonly ChangeSite _site;
    private readonly ComponentDefinition[] _made;
    private readonly HashSet<SinkStage> _opened = [];
    private readonly List<SourceStage> _started = [];
    private readonly List<SourceStage> _newSources;
    private readonly List<Operator> _newOperators;
    private readonly List<SinkStage> _newSinks;

    /// <param name="site">The run.</param>
    /// <param name="plan">What is to be put in force.</param>
    /// <param name="goesOn">By its name, whether a component of the graph before is taken over.</param>
    public NewParts(ChangeSite site, Plan plan, Func<string, bool> goesOn)
    {
        (_site, All) = (site, new Parts(plan, site.Basis));
        var graph = site.Graph;
        foreach (var source in graph.Sources.Where(source => goesOn(source.Node.Name))) All.Take(source);
        foreach (var known in graph.Operators.Where(known => goesOn(known.Node.Name))) All.Take(known);
        foreach (var sink in graph.Sinks.Where(sink => goesOn(sink.Definition.Name))) All.Take(sink);
        if (goesOn(graph.DeadSink.Definition.Name)) All.TakeDeadSink(graph.DeadSink);
        All.MakeAll();
        _newSources = [.. All.Sources.Except(graph.Sources)];
        _newOperators = [.. All.Operators.Except(graph.Operators)];
        _newSinks = [.. All.Sinks.Append(All.DeadSink).Except(graph.Sinks.Append(graph.DeadSink))];
        _made = [.. _newSources.Select(source => source.Node.Definition), .. _newOperators.Select(known => known.Node.Definition), .. _newSinks.Select(sink => sink.Definition)];
    }

    public Parts All { get; }

    public IReadOnlyList<SourceStage> NewSources => _newSources;

    public IReadOnlyList<SinkStage> NewSinks => _newSinks;

    /// <summary>Compares what was saved with the new components.</summary>
    /// <param name="saved">Of those that take a state over.</param>
    public StateRestore Restore(SavedCheckpoint saved)
    {
        var graph = new Graph(_site.Graph.File, _site.Basis.DeadLetters, All.DeadSink, _site.Basis.Barriers);
        graph.Sources.AddRange(_newSources);
        graph.Operators.AddRange(_newOperators);
        graph.Sinks.AddRange(_newSinks.Where(sink => sink != All.DeadSink));
        return new StateRestore(graph, saved with { States = [.. saved.States.Where(state => _made.Any(made => made.Name == state.Component))] });
    }

    /// <summary>Asks the systems of new transactional sinks for their last epochs, and fences whoever wrote to them before.</summary>
    public async Task FenceAsync(CancellationToken giveUp)
    {
        foreach (var sink in _newSinks.Where(sink => sink.IsTransactional && !_opened.Contains(sink)))
            _site.Epochs.CountOnFrom(await NamedAsync(sink, () => sink.CommittedEpochAsync(giveUp).AsTask(), giveUp).ConfigureAwait(false));
    }

    /// <summary>Opens new sinks that are not open yet.</summary>
    public async Task OpenAsync(IEnumerable<SinkStage> sinks, long? epoch, CancellationToken giveUp)
    {
        foreach (var sink in sinks.Where(sink => !_opened.Contains(sink)))
        {
            sink.Buffer?.TakeUp(epoch, new RestartOptions(), _site.Basis.Settings.Warn, sink.Account.In);
            _opened.Add(sink);
            await NamedAsync(sink, async () =>
            {
                await sink.OpenAsync(_site.Basis.DeadLetters, giveUp).ConfigureAwait(false);
                return true;
            }, giveUp).ConfigureAwait(false);
        }
    }

    /// <summary>Starts readers, which stand at their beginning, and waits a while for their first words.</summary>
    /// <exception cref="PipelineFailure">One has failed instead.</exception>
    public async Task StartAsync(IEnumerable<SourceStage> sources, Hold hold, TimeSpan within)
    {
        var began = new List<(SourceStage Source, Task Word)>();
        foreach (var source in sources.Except(_started).ToList())
        {
            began.Add((source, source.Try(hold)));
            _started.Add(source);
            _site.Sources.Start(source);
        }

        await Task.WhenAny(Task.WhenAll(began.Select(each => each.Word)), Task.Delay(within)).ConfigureAwait(false);
        foreach (var (source, word) in began.Where(each => each.Word.IsFaulted)) throw Failed(source.Node.Definition, word.Exception!.InnerException!);
    }

    public void StartOperators()
    {
        foreach (var made in _newOperators)
        {
            try
            {
                made.Start();
            }
            catch (Exception cause)
            {
                throw Failed(made.Node.Definition, cause);
            }
        }
    }

    /// <summary>From now on what new readers fail with fails the run.</summary>
    /// <exception cref="PipelineFailure">One has failed already.</exception>
    public void Adopt()
    {
        foreach (var source in _newSources.Where(source => !source.Adopt())) throw Failed(source.Node.Definition, new IOException("it could not be read"));
    }

    /// <summary>Lets go of all that was made.</summary>
    public async Task GiveUpAsync()
    {
        foreach (var source in _started) await source.QuitAsync(ChangeSite.LastWait).ConfigureAwait(false);
        foreach (var sink in _opened) Warn(sink, await sink.LeaveAsync(ChangeSite.LastWait).ConfigureAwait(false));
        foreach (var made in _newOperators) (made.Transform as IDisposable)?.Dispose();
    }

    public void Warn(SinkStage sink, Exception? cause)
    {
        if (cause is not null) _site.Basis.Settings.Warn(new Contracts.Problem(ProblemCodes.ChangeFailed, Contracts.Severity.Warning, sink.Definition.Location, $"'{sink.Definition.Name}' could not be closed as it should be: {cause.Message}."));
    }

    private static async Task<T> NamedAsync<T>(SinkStage sink, Func<Task<T>> call, CancellationToken giveUp)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (OperationCanceledException cause) when (giveUp.IsCancellationRequested)
        {
            throw Failed(sink.Definition, new TimeoutException($"it could not be opened in time{(sink.Waits is { } waits ? $": {waits.Reason}" : "")}", cause));
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            throw Failed(sink.Definition, cause);
        }
    }

    private static PipelineFailure Failed(ComponentDefinition component, Exception cause) =>
        cause as PipelineFailure ?? new PipelineFailure(component.Name, component.Location, cause.Message, cause);
}
