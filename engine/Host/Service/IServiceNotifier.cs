using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service;

/// <summary>
/// What a service manager is told of the program it has started. Telling never fails: a manager that is not there, or does
/// not listen, is no reason to stop a pipeline.
/// </summary>
internal interface IServiceNotifier : IDisposable
{
    /// <summary>How often <see cref="Alive"/> is to be said.</summary>
    TimeSpan Every { get; }

    /// <summary>Where the manager wants lines of the log; null where it reads stderr.</summary>
    ILoggerProvider? Log => null;

    /// <summary>It has started, or has done what it began with <see cref="Reloading"/>.</summary>
    /// <param name="status">One line for people.</param>
    void Ready(string status);

    /// <summary>How things stand.</summary>
    /// <param name="status">One line for people.</param>
    void Status(string status);

    /// <summary>It reads its configuration anew; <see cref="Ready"/> follows.</summary>
    void Reloading();

    /// <summary>It is ending.</summary>
    /// <param name="status">One line for people.</param>
    void Stopping(string status);

    /// <summary>It answers: keeps a watchdog quiet, and while it starts or stops asks for more time.</summary>
    void Alive();
}
