using StreamGuard.Contracts;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Changing;
using StreamGuard.Host.Running;

namespace StreamGuard.Host.Service;

/// <summary>What became of a changed file while its pipeline runs.</summary>
internal sealed class FileChange
{
    private readonly ChangeResult? _result;
    private readonly Problem? _refused;

    private FileChange(Planned? inForce, ChangeResult? result, Problem? refused) => (InForce, _result, _refused) = (inForce, result, refused);

    /// <summary>What is in force now; null when the run goes on as it was.</summary>
    public Planned? InForce { get; }

    /// <summary>A line for each component that is not as it was.</summary>
    public IEnumerable<string> Lines => _result is not { IsMade: true } made
        ? []
        : made.Changes.Components.Where(change => change.Fate != ComponentFate.Unchanged || change.IsRewired).Select(ChangesText.Line);

    /// <summary>Changes a run to what its file says now.</summary>
    /// <param name="running">The run.</param>
    /// <param name="planned">What the file says; null when it has errors, which are among the problems.</param>
    /// <param name="problems">Takes the reason why it cannot be put in force.</param>
    /// <param name="allowStateLoss">It is put in force though it has no place for some of the state.</param>
    public static async Task<FileChange> PutInForceAsync(RunningPipeline running, Planned? planned, Problems problems, bool allowStateLoss)
    {
        var result = planned is null ? null : await running.ChangeAsync(planned.Plan, new ChangeOptions { AllowStateLoss = allowStateLoss }).ConfigureAwait(false);
        if (result is { IsMade: true }) return new FileChange(planned, result, null);
        if (result?.Refused is { } refused) problems.Add(refused);
        return new FileChange(null, result, problems.All.First(problem => problem.Severity == Severity.Error));
    }

    /// <summary>What is said of it to whoever asked.</summary>
    public string Told(string name, string path)
    {
        if (_refused is { } refused) return $"{path} cannot be put in force; {name} goes on as it was. {refused.Message}";
        if (_result!.Changes.IsEmpty) return $"{name} goes on: nothing has changed in it.";
        return $"{name} is changed behind checkpoint {_result.Epoch}; nothing went into it for {_result.Stall.TotalMilliseconds:0} ms.";
    }
}
