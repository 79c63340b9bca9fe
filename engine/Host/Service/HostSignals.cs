using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamGuard.Host.Running;

namespace StreamGuard.Host.Service;

/// <summary>SIGTERM and SIGINT stop the host, a second one at once; SIGHUP lets it look at its files and for newer versions of models.</summary>
internal sealed class HostSignals : IDisposable
{
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _now = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _asked;
    private long _first;
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="reload">What SIGHUP asks for.</param>
    /// <param name="stop">A wish to stop that does not come as a signal.</param>
    public HostSignals(Func<Task> reload, CancellationToken stop)
    {
        _asked = stop.Register(() => _stop.TrySetResult());
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive));
        // On Windows it says that the console is being closed.
        if (!OperatingSystem.IsWindows())
        {
            _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                _ = reload();
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
        _asked.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        var first = Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (_stop.TrySetResult() || first == 0 || Stopwatch.GetElapsedTime(first) < StopSignals.SameWish) return;
        _now.TrySetResult();
    }
}
