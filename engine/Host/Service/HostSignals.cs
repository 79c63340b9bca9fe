using System.Runtime.InteropServices;

namespace StreamGuard.Host.Service;

/// <summary>SIGTERM and SIGINT stop the host, a second one at once; SIGHUP lets it look for newer versions of models.</summary>
internal sealed class HostSignals : IDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _now = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="reload">What SIGHUP asks for.</param>
    public HostSignals(Action reload)
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive));
        // On Windows it says that the console is being closed.
        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                reload();
            }));
        }
    }

    /// <summary>Completes at the first signal to stop.</summary>
    public Task Stop => _stop.Task;

    /// <summary>Completes at the second.</summary>
    public Task StopNow => _now.Task;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_stop.TrySetResult()) _now.TrySetResult();
    }
}
