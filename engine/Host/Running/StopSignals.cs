using System.Diagnostics;
using System.Runtime.InteropServices;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>SIGINT and SIGTERM let a run drain; the second one ends it at once.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The program timeout and some supervisors send a signal to the process and again to its group: one wish, sent twice.</summary>
    public static readonly TimeSpan SameWish = TimeSpan.FromMilliseconds(250);

    // Enough for the summary of a run that closes as it should.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly IRunDisplay _display;
    private readonly PosixSignalRegistration[] _registrations;
    private volatile RunningPipeline? _running;
    private long _first;

    public StopSignals(IRunDisplay display)
    {
        _display = display;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive)];
    }

    /// <summary>128 and the number of the signal that ended the run at once; null when none did.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>The run was told to stop.</summary>
    public bool WasReceived => Interlocked.Read(ref _first) != 0;

    /// <summary>Stops this run from now on; one that begins after the signal is stopped at once.</summary>
    public void Watch(RunningPipeline running)
    {
        _running = running;
        if (WasReceived) running.Stop();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        var first = Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (first == 0)
        {
            _running?.Stop();
            _display.Say(_running is { KeepsCheckpoints: true }
                ? "stopping: a last checkpoint is taken; a second signal stops at once"
                : "stopping: what was read goes its way; a second signal stops at once");
            return;
        }

        if (Stopwatch.GetElapsedTime(first) < SameWish) return;
        ExitCode = context.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
        _running?.Abort();
        ExitSoon(ExitCode.Value);
    }

    /// <summary>A pipe or terminal that nobody reads may block a sink, and with it whoever writes to the same terminal.</summary>
    private static void ExitSoon(int code) =>
        new Thread(() =>
        {
            Thread.Sleep(LastWords);
            Environment.Exit(code);
        }) { IsBackground = true }.Start();
}
