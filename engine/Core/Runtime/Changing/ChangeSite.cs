using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Changing;

/// <summary>The run that is changed.</summary>
/// <param name="Basis">What stays the same.</param>
/// <param name="Plan">What it runs.</param>
/// <param name="Graph">By this graph.</param>
/// <param name="Epochs">Cuts its stream.</param>
/// <param name="DeadEpochs">Brings dead letters along.</param>
/// <param name="Shares">What its components share.</param>
/// <param name="Sources">Its readers.</param>
/// <param name="Store">Where its checkpoints are kept; null where none are.</param>
/// <param name="Health">Of its checkpoints.</param>
internal sealed record ChangeSite(
    RunBasis Basis, Plan Plan, Graph Graph, Epochs Epochs, DeadLetterEpochs DeadEpochs, RunShares Shares, SourceRuns Sources, ICheckpoints? Store, CheckpointHealth Health)
{
    /// <summary>How long a part that is blocked is waited for before it is left behind.</summary>
    public static readonly TimeSpan LastWait = TimeSpan.FromSeconds(10);

    /// <summary>What others have left who are in no plan that is in force belongs to no checkpoint.</summary>
    public void LeaveOutAllBut(Plan plan)
    {
        var names = plan.Nodes.Select(node => node.Name).ToHashSet();
        Basis.Scope.States.LeaveOut(name => !names.Contains(name));
    }

    /// <summary>Lets a graph cut and flow in place of the one before, while all sources are held.</summary>
    public async Task PutInForceAsync(Plan plan, Graph graph, long epoch)
    {
        LeaveOutAllBut(plan);
        graph.GoOnFrom(Graph);
        Shares.Plan = plan;
        Epochs.GoOnWith(graph, new EpochCompletion(graph, Basis.Scope, DeadEpochs, Store, Health, epoch), plan.Run.CheckpointEvery);
        foreach (var known in graph.Operators) known.Announce();
        foreach (var source in graph.Sources) await source.Order.AnnounceAsync().ConfigureAwait(false);
    }
}
