using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service.Windows;

/// <summary>Runs the host as the service control manager wants it: told at each step, stopped by its controls.</summary>
internal static class WindowsService
{
    /// <summary>Runs until the service has stopped.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="dispatcher">The manager.</param>
    /// <param name="log">Where lines go: a service has no stderr.</param>
    /// <param name="host">The host; is given whom to tell, and what is cancelled when it shall stop; gives one of <see cref="ExitCodes"/>.</param>
    /// <returns>The host's exit code.</returns>
    /// <exception cref="ServiceException">The process was not started by the manager.</exception>
    public static int Run(string name, IServiceDispatcher dispatcher, ILoggerProvider log, Func<IServiceNotifier, CancellationToken, Task<int>> host)
    {
        var code = ExitCodes.Failed;
        dispatcher.Run(name, () => code = Serve(name, dispatcher, log, host));
        return code;
    }

    private static int Serve(string name, IServiceDispatcher dispatcher, ILoggerProvider log, Func<IServiceNotifier, CancellationToken, Task<int>> host)
    {
        using var stop = new CancellationTokenSource();
        using var notifier = new WindowsNotifier(dispatcher, log);
        dispatcher.Register(name, control => Controlled(control, notifier, stop));
        notifier.Repeat();
        var code = host(notifier, stop.Token).GetAwaiter().GetResult();
        // The manager starts again what ended without having stopped; a bad host file would be no better the next time, and
        // what it was told to stop shall stay so.
        if (code is ExitCodes.Done or ExitCodes.Bad || stop.IsCancellationRequested) notifier.Stopped(code);
        else dispatcher.Fail(code);
        return code;
    }

    private static bool Controlled(ServiceControl control, WindowsNotifier notifier, CancellationTokenSource stop)
    {
        switch (control)
        {
            case ServiceControl.Stop or ServiceControl.Shutdown or ServiceControl.Preshutdown:
                notifier.Stopping("");
                // On another thread: this one is the manager's, and what waits for the wish may run on it.
                _ = stop.CancelAsync();
                return true;
            case ServiceControl.Interrogate:
                notifier.Repeat();
                return true;
            default:
                return false;
        }
    }
}
