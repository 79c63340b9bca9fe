namespace StreamGuard.Host.Service.Windows;

/// <summary>The service control manager, as seen by a process that it has started as a service.</summary>
internal interface IServiceDispatcher
{
    /// <summary>Connects the process to the manager, which calls the service on a thread of its own; returns when it has stopped.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="service">Registers first, and reports that it has stopped at last.</param>
    /// <exception cref="ServiceException">The process was not started by the manager.</exception>
    void Run(string name, Action service);

    /// <summary>Has the manager send its controls; called by the service before anything else.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="controlled">Takes a control, on a thread that must not be held up; false for one that is not known.</param>
    void Register(string name, Func<ServiceControl, bool> controlled);

    /// <summary>Tells the manager.</summary>
    void Report(ServiceReport report);

    /// <summary>Ends the process without having stopped, which is what the manager starts a service again for.</summary>
    void Fail(int exitCode);
}
