namespace StreamGuard.Host.Service.Windows;

/// <summary>The service control manager, as seen by who installs services. What it refuses is a <see cref="ServiceException"/>.</summary>
internal interface IServiceControlManager
{
    /// <summary>Makes a service known that starts with the machine.</summary>
    void Create(WindowsServiceEntry entry);

    /// <summary>Makes it unknown, once it has stopped.</summary>
    void Delete(string name);

    void Start(string name);

    /// <summary>Asks it to stop; does not wait.</summary>
    void Stop(string name);

    /// <summary>How it does; null for a service that is not known.</summary>
    WindowsServiceState? Query(string name);

    /// <summary>Gives the service's account its folders, and its name a place in the event log.</summary>
    void Prepare(ServiceDefinition service, string account);

    /// <summary>Takes its name out of the event log.</summary>
    void Forget(string name);
}

/// <summary>A service as the manager shall know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">For people.</param>
/// <param name="CommandLine">What is started.</param>
/// <param name="Account">Whom it runs as.</param>
/// <param name="RestartAfter">Time until a service is started again that has ended without having stopped.</param>
/// <param name="StopWithin">Time it has before the machine shuts down.</param>
internal sealed record WindowsServiceEntry(string Name, string Description, string CommandLine, string Account, TimeSpan RestartAfter, TimeSpan StopWithin);

/// <summary>How a service does.</summary>
/// <param name="State">What it does.</param>
/// <param name="Process">Its process; 0 when it has none.</param>
/// <param name="ExitCode">What it said when it stopped; 0 while it runs.</param>
internal sealed record WindowsServiceState(ServiceState State, uint Process, int ExitCode);
