using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Changes;

namespace StreamGuard.Core.Runtime.Changing;

/// <summary>
/// Puts another plan in force while a pipeline runs. Between two epochs all sources are held: the first closes the account of
/// the graph before, the second is taken before any row comes to the graph behind, so that a crash at any instant goes on
/// from one of the two. What did not change is carried over as it is, with its connections; what fails before the second is
/// committed puts the graph before back in force.
/// </summary>
internal sealed class LiveChange
{
    private const int Attempts = 3;

    private readonly ChangeSite _site;
    private readonly Plan _after;
    private readonly PlanChanges _changes;
    private readonly ChangeOptions _options;
    private readonly ComponentSets _sets;
    private readonly Hold _hold;
    private readonly List<SinkStage> _closed = [];
    private readonly List<SourceStage> _quit = [];
    private NewParts? _new;

    public LiveChange(ChangeSite site, Plan after, ChangeOptions options)
    {
        (_site, _after, _options, _hold) = (site, after, options, new Hold(site.Basis.Scope.Clock));
        _changes = PlanComparison.Of(site.Plan, after);
        _sets = new ComponentSets(site.Graph, after, _changes);
        Graph = site.Graph;
    }

    /// <summary>The graph in force behind it, whatever became of it.</summary>
    public Graph Graph { get; private set; }

    private CancellationToken Aborted => _site.Basis.Scope.Aborted;

    /// <summary>Makes the change, or says why it was not made.</summary>
    public async Task<ChangeResult> MakeAsync()
    {
        var result = new ChangeResult(_changes);
        if (Refusal() is { } refused) return result with { Refused = refused };
        if (_changes.IsEmpty) return result;
        try
        {
            return await TryAsync(result).ConfigureAwait(false);
        }
        catch (RefusedException refusal)
        {
            return result with { Refused = refusal.Problem, Stall = _hold.Stall };
        }
        catch (PipelineFailure failure)
        {
            return result with { Refused = Failed(failure.Location, $"'{failure.Component}' failed: {failure.Message}"), Stall = _hold.Stall };
        }
        catch (OperationCanceledException) when (Aborted.IsCancellationRequested)
        {
            return result with { Refused = Failed(_site.Graph.File, "the run ended meanwhile") };
        }
    }

    private Problem? Refusal()
    {
        if (_changes.Obstacles.FirstOrDefault() is { } obstacle)
            return new Problem(ProblemCodes.ChangeNeedsRestart, Severity.Error, new Location(_after.File, 1, 1), $"{obstacle}.", "Stop the pipeline and start it again, or take the change back.");
        return _options.AllowStateLoss || !_changes.Losses.Any() ? null : Loses(string.Join("; ", _changes.Losses.Select(ChangesText.Line)));
    }

    private async Task<ChangeResult> TryAsync(ChangeResult result)
    {
        try
        {
            _site.LeaveOutAllBut(_site.Plan);
            _new = new NewParts(_site, _after, _sets.GoesOn);
            await AheadAsync(_new).ConfigureAwait(false);
            if (await _site.Epochs.TakeHeldAsync(_hold, _sets.IsReplaced, epoch => Last(epoch)).ConfigureAwait(false) is not { } saved)
                throw Refuse($"the checkpoint before it could not be taken{Trouble}");
            await SwitchAsync(_new, saved).ConfigureAwait(false);
            _site.Epochs.Release();
            var stall = _hold.Stall;
            FaultPoints.Reach("change.after");
            await LeaveAsync().ConfigureAwait(false);
            return result with { Stall = stall, Epoch = saved.Epoch };
        }
        catch
        {
            Last(null);
            if (_new is not null) await _new.GiveUpAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _site.Epochs.Release();
            _hold.Release();
        }
    }

    /// <summary>What can be done while everything flows: where it fails nobody has waited for it.</summary>
    private async Task AheadAsync(NewParts made)
    {
        using var giveUp = new CancellationTokenSource(_options.OpenWithin, _site.Basis.Scope.Clock);
        await made.OpenAsync(made.NewSinks.Where(_sets.OpensAhead), null, giveUp.Token).ConfigureAwait(false);
        await made.StartAsync(made.NewSources.Where(source => _sets.IsNew(source.Node.Name)), _hold, _options.SourceWithin).ConfigureAwait(false);
        // Then the one that sources are held for has little to write, and what would fail with it fails here.
        if (_site.Store is not null && !await _site.Epochs.TakeAsync().ConfigureAwait(false)) throw Refuse($"the checkpoint before it could not be taken{Trouble}");
    }

    /// <summary>While all sources are held: the next graph in place of the one before, or that one again.</summary>
    private async Task SwitchAsync(NewParts made, SavedCheckpoint saved)
    {
        if (_sets.Ended() is { } ended) throw Refuse($"the input of '{ended}' has ended, and it can be changed no more");
        var restore = made.Restore(saved with { States = [.. saved.States.Where(state => _sets.IsRestored(state.Component))] });
        if (restore.Loss is { } loss && !_options.AllowStateLoss) throw new RefusedException(Loses(loss.Message));
        try
        {
            FaultPoints.Reach("change.before");
            await ReplaceAsync(made, restore, saved.Epoch).ConfigureAwait(false);
            Graph = GraphBuilder.Build(_after, _site.Basis, made.All);
            await _site.PutInForceAsync(_after, Graph, saved.Epoch).ConfigureAwait(false);
            await _hold.AllStand().WaitAsync(Aborted).ConfigureAwait(false);
            made.Adopt();
            FaultPoints.Reach("change.checkpoint.before");
            await TakeFirstAsync().ConfigureAwait(false);
            FaultPoints.Reach("change.checkpoint.after");
        }
        catch (Exception) when (!Aborted.IsCancellationRequested)
        {
            await BackAsync(made, saved).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What gives way is closed first: it may hold the file, the group or the transactions that the next one needs.</summary>
    private async Task ReplaceAsync(NewParts made, StateRestore restore, long epoch)
    {
        using var giveUp = new CancellationTokenSource(_options.OpenWithin, _site.Basis.Scope.Clock);
        foreach (var source in _sets.Replaced(_site.Graph.Sources))
        {
            _quit.Add(source);
            await source.QuitAsync(ChangeSite.LastWait).ConfigureAwait(false);
        }

        foreach (var sink in _sets.ReplacedSinks)
        {
            _closed.Add(sink);
            made.Warn(sink, await sink.LeaveAsync(ChangeSite.LastWait).ConfigureAwait(false));
        }

        await made.FenceAsync(giveUp.Token).ConfigureAwait(false);
        restore.Apply();
        await made.OpenAsync(made.NewSinks, epoch, giveUp.Token).ConfigureAwait(false);
        made.StartOperators();
        await made.StartAsync(made.NewSources, _hold, _options.SourceWithin).ConfigureAwait(false);
    }

    /// <summary>Before anything is read: what is killed before its next checkpoint leaves rows in a file that must be cut off again.</summary>
    private async Task TakeFirstAsync()
    {
        if (_site.Store is null) return;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (attempt > 1) await Task.Delay(TimeSpan.FromSeconds(1), _site.Basis.Scope.Clock, Aborted).ConfigureAwait(false);
            if (await _site.Epochs.TakeWhereHeldAsync().ConfigureAwait(false)) return;
        }

        throw Refuse($"the checkpoint behind it could not be taken{Trouble}");
    }

    /// <summary>Puts the graph before in force again, with what was closed made anew from where it stood. Where that fails too the run does.</summary>
    private async Task BackAsync(NewParts failed, SavedCheckpoint saved)
    {
        Last(null);
        await failed.GiveUpAsync().ConfigureAwait(false);
        try
        {
            var again = new NewParts(_site, _site.Plan, name => !_closed.Exists(sink => sink.Definition.Name == name) && !_quit.Exists(source => source.Node.Name == name));
            await again.FenceAsync(CancellationToken.None).ConfigureAwait(false);
            again.Restore(saved).Apply();
            await again.OpenAsync(again.NewSinks, saved.Epoch, CancellationToken.None).ConfigureAwait(false);
            await again.StartAsync(again.NewSources, _hold, TimeSpan.Zero).ConfigureAwait(false);
            Graph = GraphBuilder.Build(_site.Plan, _site.Basis, again.All);
            await _site.PutInForceAsync(_site.Plan, Graph, saved.Epoch).ConfigureAwait(false);
            again.Adopt();
        }
        catch (Exception cause)
        {
            _site.Basis.Scope.Fail(cause as PipelineFailure ?? new PipelineFailure("change", _site.Graph.File, cause.Message, cause));
        }
    }

    /// <summary>Lets go of what is no part of the run any more; nobody waits for it.</summary>
    private async Task LeaveAsync()
    {
        foreach (var source in _site.Graph.Sources.Where(source => _sets.IsGone(source.Node.Name))) _site.Sources.Add(source.QuitAsync(ChangeSite.LastWait));
        foreach (var sink in _site.Graph.Sinks.Where(sink => _sets.IsGone(sink.Definition.Name))) _new!.Warn(sink, await sink.LeaveAsync(ChangeSite.LastWait).ConfigureAwait(false));
        foreach (var known in _site.Graph.Operators.Except(Graph.Operators)) (known.Transform as IDisposable)?.Dispose();
    }

    private void Last(long? epoch)
    {
        foreach (var sink in _sets.Leaving) sink.LastEpoch = epoch;
    }

    private string Trouble => _site.Health.Figures.Trouble is { } trouble ? $": {trouble}" : "";

    private Problem Loses(string what) => new(
        ProblemCodes.ChangeLosesState, Severity.Error, new Location(_after.File, 1, 1), $"what components keep would be lost: {what}.",
        "The pipeline goes on as it was. Take the change back, or allow the loss when asking for it again.");

    private RefusedException Refuse(string why) => new(Failed(_site.Graph.File, why));

    private static Problem Failed(Location at, string why) => new(ProblemCodes.ChangeFailed, Severity.Error, at, $"the change could not be made: {why}.", "The pipeline goes on as it was.");
}
