namespace StreamGuard.Host.Service;

/// <summary>The service manager of a machine. What it refuses is a <see cref="ServiceException"/>.</summary>
internal interface IServiceManager
{
    /// <summary>Makes it known, started with the machine, and running now.</summary>
    /// <param name="service">What to install.</param>
    /// <param name="start">Start it now.</param>
    /// <param name="say">Takes a line for each thing that was done.</param>
    void Install(ServiceDefinition service, bool start, Action<string> say);

    /// <summary>Stops it and makes it unknown; configuration and state stay.</summary>
    /// <param name="service">What to remove.</param>
    /// <param name="say">Takes a line for each thing that was done.</param>
    void Uninstall(ServiceDefinition service, Action<string> say);

    /// <summary>How it does.</summary>
    ServiceStatus Status(ServiceDefinition service);
}

/// <summary>How a service does.</summary>
/// <param name="IsRunning">It has started and has not ended.</param>
/// <param name="Lines">What the manager knows of it, a line each.</param>
internal sealed record ServiceStatus(bool IsRunning, IReadOnlyList<string> Lines);

/// <summary>What a service manager refused, or could not be asked, in words that say what to do.</summary>
internal sealed class ServiceException(string message) : Exception(message);
