using StreamGuard.Host.Service.Windows;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A service control manager that runs a service at once, on the thread that asks.</summary>
internal sealed class FakeDispatcher : IServiceDispatcher
{
    private readonly Lock _lock = new();
    private readonly List<ServiceReport> _reports = [];
    private Func<ServiceControl, bool>? _controlled;

    /// <summary>What it was told, in order.</summary>
    public IReadOnlyList<ServiceReport> Reports
    {
        get
        {
            lock (_lock) return [.. _reports];
        }
    }

    /// <summary>States it was told, without repetition.</summary>
    public IEnumerable<ServiceState> States => Reports.Select(report => report.State).Aggregate(new List<ServiceState>(), (all, state) =>
    {
        if (all.Count == 0 || all[^1] != state) all.Add(state);
        return all;
    });

    /// <summary>The code with which the process ended without having stopped; null when it did not.</summary>
    public int? Failed { get; private set; }

    /// <summary>Sends a control to the service.</summary>
    public bool Send(ServiceControl control) => _controlled!(control);

    public void Run(string name, Action service) => service();

    public void Register(string name, Func<ServiceControl, bool> controlled) => _controlled = controlled;

    public void Report(ServiceReport report)
    {
        lock (_lock) _reports.Add(report);
    }

    public void Fail(int exitCode) => Failed = exitCode;
}
