namespace StreamGuard.Host.Service;

/// <summary>Keeps the service manager told, in one line, of what the pipelines do.</summary>
internal sealed class StatusLine
{
    // In the order in which they are told; those behind are trouble, and are named.
    private static readonly HostedState[] Well = [HostedState.Running, HostedState.Starting, HostedState.Paused, HostedState.Finished];
    private static readonly HostedState[] Trouble = [HostedState.Waiting, HostedState.Failed, HostedState.Invalid];

    private readonly PipelineHost _host;
    private readonly IServiceNotifier _notifier;

    /// <param name="host">Its pipelines are told of, those too that it takes on later.</param>
    /// <param name="notifier">Is told of each change.</param>
    public StatusLine(PipelineHost host, IServiceNotifier notifier)
    {
        (_host, _notifier) = (host, notifier);
        host.Added += pipeline => pipeline.Changed += Tell;
    }

    /// <summary>The line as it is now: <c>3 pipelines: 2 running, 1 waiting (rig)</c>.</summary>
    public string Text
    {
        get
        {
            var all = _host.Pipelines.Select(pipeline => pipeline.Status).ToList();
            var parts = Well.Concat(Trouble).Select(state => (state, of: all.Where(status => status.State == state).ToList())).Where(part => part.of.Count > 0).Select(part => Part(part.state, part.of));
            return all.Count == 0 ? "no pipelines yet" : $"{all.Count} pipeline{(all.Count == 1 ? "" : "s")}: {string.Join(", ", parts)}";
        }
    }

    private static string Part(HostedState state, List<HostedStatus> of)
    {
        var names = Trouble.Contains(state) ? $" ({string.Join(", ", of.Select(status => status.Name))})" : "";
        return $"{of.Count} {state.ToString().ToLowerInvariant()}{names}";
    }

    private void Tell(HostedStatus before, HostedStatus after)
    {
        // What the host does to all of them when it ends is told as a whole.
        if (before.State != after.State && after.State != HostedState.Stopped) _notifier.Status(Text);
    }
}
