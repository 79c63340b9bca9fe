using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>One component's figures with its rate since the last look.</summary>
internal sealed record ComponentRate(ComponentSnapshot Component, double RowsPerSecond);

/// <summary>Rates between one snapshot and the next.</summary>
internal sealed class RunRates
{
    private Dictionary<string, long> _before = [];
    private TimeSpan _at;

    /// <summary>Rows a second that went into each component since the call before, or since the start.</summary>
    public IReadOnlyList<ComponentRate> Next(RunSnapshot snapshot)
    {
        var seconds = Math.Max(1e-3, (snapshot.Elapsed - _at).TotalSeconds);
        var rates = snapshot.Components
            .Select(component => new ComponentRate(component, Math.Max(0, component.Account.In - _before.GetValueOrDefault(component.Node.Name, component.Earlier)) / seconds))
            .ToList();
        _before = snapshot.Components.ToDictionary(component => component.Node.Name, component => component.Account.In);
        _at = snapshot.Elapsed;
        return rates;
    }
}
