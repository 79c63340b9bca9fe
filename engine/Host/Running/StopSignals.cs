using System.Runtime.InteropServices;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>SIGINT and SIGTERM let a run drain; the second one ends it at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly RunningPipeline _running;
    private readonly IRunDisplay _display;
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    public StopSignals(RunningPipeline running, IRunDisplay display)
    {
        (_running, _display) = (running, display);
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive)];
    }

    /// <summary>128 and the number of the signal that ended the run at once; null when none did.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) == 1)
        {
            _display.Say("stopping: what was read goes its way; a second signal stops at once");
            _running.Stop();
            return;
        }

        ExitCode = context.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
        _running.Abort();
    }
}
