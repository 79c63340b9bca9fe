using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Service.Hosted;

/// <summary>The file of a pipeline, and the plan that the last one without errors was brought to.</summary>
/// <param name="file">The file.</param>
/// <param name="settings">Those of the host.</param>
/// <param name="board">Told what is wrong with the file.</param>
/// <param name="claim">Says why the pipeline may not have a name, or null when it may.</param>
internal sealed class FileInForce(PipelineFile file, HostSettings settings, StatusBoard board, Func<string, Problem?> claim)
{
    private Planned? _planned;

    /// <summary>The plan in force; null before there is one.</summary>
    public Planned? Planned => Volatile.Read(ref _planned);

    /// <summary>Named after the pipeline.</summary>
    public ILogger Log { get; private set; } = settings.Logs.CreateLogger(file.Name);

    /// <summary>The next run is started though the file has no place for some of the state.</summary>
    public bool AllowsStateLoss { get; set; }

    /// <summary>Brings the file to a plan; false when it has errors, with which the plan in force stays as it is.</summary>
    /// <param name="isRunning">By the plan in force.</param>
    public bool Read(bool isRunning)
    {
        var problems = new Problems();
        var planned = settings.Plan(file, problems);
        if (planned is not null && claim(planned.Plan.Name) is { } taken)
        {
            problems.Add(taken);
            planned = null;
        }

        if (planned is not null) (_planned, Log) = (planned, settings.Logs.CreateLogger(planned.Plan.Name));
        Tell(problems);
        var state = planned is null && !isRunning && board.Status.State != HostedState.Scheduled ? HostedState.Invalid : board.Status.State;
        board.Become(state, status => status with { Problems = problems.All, Plan = _planned?.Plan, Name = _planned?.Plan.Name ?? status.Name });
        return planned is not null;
    }

    /// <summary>Changes the run to the file as it is now, or says in <see cref="HostedStatus.Problems"/> why it goes on as it was.</summary>
    public async Task ChangeAsync(Request request, RunningPipeline running)
    {
        var problems = new Problems();
        var changed = await FileChange.PutInForceAsync(running, settings.Plan(file, problems, _planned), problems, request.AllowStateLoss).ConfigureAwait(false);
        _planned = changed.InForce ?? _planned;
        Tell(problems);
        var told = changed.Told(board.Status.Name, file.Path);
        foreach (var line in changed.Lines) Log.LogInformation("{Change}", line);
        if (changed.Lines.Any()) Log.LogInformation("{Outcome}", told);
        board.Become(board.Status.State, status => status with { Problems = problems.All, Plan = _planned!.Plan });
        request.Answer(changed.InForce is not null, told);
    }

    private void Tell(Problems problems)
    {
        foreach (var problem in problems.All.Where(known => !board.Status.Problems.Contains(known)))
            Log.Log(problem.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warning, "{Problem}", problem.ToString());
    }
}
