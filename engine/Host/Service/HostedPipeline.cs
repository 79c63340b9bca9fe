using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Host.Service.Hosted;
using StreamGuard.Host.Service.Schedules;

namespace StreamGuard.Host.Service;

/// <summary>
/// One pipeline of the host, from its file to its last checkpoint: planned, started, begun again when it fails, and paused,
/// resumed, restarted or reloaded when asked to. One loop does all of it in turn, so that no two requests meet.
/// </summary>
internal sealed class HostedPipeline
{
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();
    private readonly StatusBoard _board;
    private readonly FileInForce _inForce;
    private readonly ScheduledRuns _runs;
    private readonly RunEnd _end;
    private readonly RunUnderWay _run;
    private readonly BetweenRuns _between;

    public HostedPipeline(PipelineFile file, HostSettings settings)
    {
        File = file;
        Taps = new PipelineTaps(settings.Clock);
        Recent = new RecentRows(Taps);
        _board = new StatusBoard(file, settings.Clock);
        _inForce = new FileInForce(file, settings, _board, name => settings.Claim(this, name));
        _runs = new ScheduledRuns(settings);
        _end = new RunEnd(_inForce, settings, _board, _runs);
        _run = new RunUnderWay(_inForce, settings, _board, _runs, _end, _requests.Reader);
        _between = new BetweenRuns(_inForce, settings, _board, _runs, _requests.Reader);
    }

    /// <summary>As it is now.</summary>
    public HostedStatus Status => _board.Status;

    /// <summary>The file it is made of.</summary>
    public PipelineFile File { get; }

    /// <summary>Where its rows can be looked at as they pass.</summary>
    public PipelineTaps Taps { get; }

    /// <summary>Its newest alerts and dead letters.</summary>
    public RecentRows Recent { get; }

    /// <summary>What its components are made by; null before there is a plan.</summary>
    public Registry? Registry => _inForce.Planned?.Registry;

    /// <summary>Told of every change of <see cref="Status"/>: the one before, and the one now.</summary>
    public event Action<HostedStatus, HostedStatus>? Changed
    {
        add => _board.Changed += value;
        remove => _board.Changed -= value;
    }

    /// <summary>The turns of a pipeline with a schedule, oldest first.</summary>
    public RunHistory? History => _runs.History;

    /// <summary>Told of every turn that has ended or was left out.</summary>
    public event Action<RunRecord>? Turned
    {
        add => _runs.Turned += value;
        remove => _runs.Turned -= value;
    }

    /// <summary>The figures of the run under way, or of the last one; null before the first.</summary>
    public RunSnapshot? Snapshot() => _run.Snapshot();

    /// <summary>Goes on until the pipeline is stopped for good; never faults.</summary>
    public async Task LiveAsync()
    {
        var next = Next.Plan;
        while (next != Next.End)
        {
            next = await StepAsync(next).ConfigureAwait(false);
        }

        _board.Become(HostedState.Stopped);
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out var request)) request.Answer(false, $"{File.Name} has been stopped.");
    }

    /// <summary>A fault of our own ends a step, not the host.</summary>
    private async Task<Next> StepAsync(Next next)
    {
        try
        {
            return next switch
            {
                Next.Plan => _inForce.Read(isRunning: false) ? _between.Begin() : Next.Rest,
                Next.Run => await RunAsync().ConfigureAwait(false),
                Next.Await => await _between.AwaitTurnAsync().ConfigureAwait(false),
                Next.Wait => await _between.WaitAsync(_end.Wait).ConfigureAwait(false),
                _ => await _between.RestAsync().ConfigureAwait(false),
            };
        }
        catch (Exception error)
        {
            _inForce.Log.LogError(error, "a fault of the host");
            _board.Become(HostedState.Failed, status => status with { Failure = error.Message });
            return Next.Rest;
        }
    }

    /// <summary>Stops it with a checkpoint that it goes on from when resumed.</summary>
    public Task<Outcome> PauseAsync() => AskAsync(Wish.Pause);

    /// <summary>Starts one that was paused, or that rests for another reason.</summary>
    public Task<Outcome> ResumeAsync() => AskAsync(Wish.Resume);

    /// <summary>Reads the file again, stops the run with a checkpoint and starts another.</summary>
    /// <param name="allowStateLoss">It is started though the file has no place for some of the state.</param>
    public Task<Outcome> RestartAsync(bool allowStateLoss = false) => AskAsync(Wish.Restart, allowStateLoss);

    /// <summary>
    /// Reads the file again and changes the run to it between two checkpoints: what stays the same does not stop. A file with
    /// errors, or one that cannot be put in force, leaves the run alone.
    /// </summary>
    /// <param name="allowStateLoss">It is put in force though it has no place for some of the state.</param>
    public Task<Outcome> ReloadAsync(bool allowStateLoss = false) => AskAsync(Wish.Reload, allowStateLoss);

    /// <summary>Stops it for good, with a last checkpoint where it keeps them.</summary>
    public Task<Outcome> StopAsync() => AskAsync(Wish.Stop);

    /// <summary>Lets the components that can look for newer versions of what they have loaded.</summary>
    public void ReloadModels() => _run.Running?.Reload();

    /// <summary>Ends a run at once that does not drain in time; what is under way is lost.</summary>
    public void Abort() => _run.Running?.Abort();

    private async Task<Outcome> AskAsync(Wish wish, bool allowStateLoss = false)
    {
        var request = new Request(wish, allowStateLoss);
        if (!_requests.Writer.TryWrite(request)) return new Outcome(wish == Wish.Stop, $"{File.Name} has been stopped.");
        return await request.Answered.ConfigureAwait(false);
    }

    private async Task<Next> RunAsync()
    {
        try
        {
            return await _run.RunAsync(Taps).ConfigureAwait(false);
        }
        finally
        {
            Recent.Alerts.Rest();
        }
    }
}
