using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service;

/// <summary>
/// Says in the log when a component of a running pipeline is kept from its work, a server that does not answer say, and when
/// it goes on. What passes between two looks is not worth a line.
/// </summary>
internal sealed class TroubleLog(ILogger log)
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = [];
    private HashSet<string> _seen = [];

    /// <summary>One look.</summary>
    public void Look(Func<Readiness> now)
    {
        try
        {
            lock (_lock) Tell(now());
        }
        catch (Exception error)
        {
            // A timer's exception would end the host.
            log.LogError(error, "a fault of the host");
        }
    }

    private void Tell(Readiness now)
    {
        var troubles = now.Reasons.Where(spot => spot.Component is not null).DistinctBy(spot => spot.Component).ToDictionary(spot => spot.Component!, spot => spot.Reason);
        foreach (var (component, reason) in troubles.Where(each => _seen.Contains(each.Key) && _told.Add(each.Key))) log.LogWarning("'{Component}': {Reason}", component, reason);
        foreach (var over in _told.Where(component => !troubles.ContainsKey(component)).ToList())
        {
            _told.Remove(over);
            log.LogInformation("'{Component}' goes on", over);
        }

        _seen = [.. troubles.Keys];
    }
}
