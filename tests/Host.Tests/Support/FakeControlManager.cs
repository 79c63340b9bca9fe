using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Windows;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A service control manager with one service at most, which stops at the second look.</summary>
internal sealed class FakeControlManager : IServiceControlManager
{
    /// <summary>What it was asked to do, in order.</summary>
    public List<string> Asked { get; } = [];

    public WindowsServiceEntry? Entry { get; private set; }

    public WindowsServiceState? State { get; set; }

    /// <summary>It never stops.</summary>
    public bool Hangs { get; set; }

    public void Create(WindowsServiceEntry entry)
    {
        Asked.Add("create");
        (Entry, State) = (entry, new WindowsServiceState(ServiceState.Stopped, 0, 0));
    }

    public void Delete(string name)
    {
        Asked.Add("delete");
        State = null;
    }

    public void Start(string name)
    {
        Asked.Add("start");
        State = new WindowsServiceState(ServiceState.Running, 42, 0);
    }

    public void Stop(string name)
    {
        Asked.Add("stop");
        State = new WindowsServiceState(ServiceState.StopPending, 42, 0);
    }

    public WindowsServiceState? Query(string name)
    {
        var state = State;
        if (state?.State == ServiceState.StopPending && !Hangs) State = new WindowsServiceState(ServiceState.Stopped, 0, 0);
        return state;
    }

    public void Prepare(ServiceDefinition service, string account) => Asked.Add($"prepare for {account}");

    public void Forget(string name) => Asked.Add("forget");
}
