using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service.Windows;

/// <summary>Tells Windows' service control manager how the service does. It has no place for a line of status: the event log takes it.</summary>
internal sealed class WindowsNotifier(IServiceDispatcher dispatcher, ILoggerProvider log) : IServiceNotifier
{
    private readonly Lock _lock = new();
    private ServiceState _state = ServiceState.StartPending;
    private uint _checkpoint;

    /// <inheritdoc/>
    public TimeSpan Every => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ILoggerProvider? Log => log;

    /// <summary>The wish to stop has come, or the host has begun to by itself.</summary>
    public bool IsStopping
    {
        get
        {
            lock (_lock) return _state is ServiceState.StopPending or ServiceState.Stopped;
        }
    }

    /// <inheritdoc/>
    public void Ready(string status)
    {
        // A reload that ends while the service stops does not make it run again.
        if (!IsStopping) Become(ServiceState.Running);
    }

    /// <inheritdoc/>
    public void Status(string status)
    {
    }

    /// <inheritdoc/>
    public void Reloading()
    {
    }

    /// <inheritdoc/>
    public void Stopping(string status)
    {
        if (!IsStopping) Become(ServiceState.StopPending);
    }

    /// <inheritdoc/>
    public void Alive()
    {
        lock (_lock)
        {
            if (_state is ServiceState.StartPending or ServiceState.StopPending) Report(++_checkpoint);
        }
    }

    /// <summary>The last that is told.</summary>
    /// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
    public void Stopped(int exitCode)
    {
        lock (_lock)
        {
            _state = ServiceState.Stopped;
            dispatcher.Report(new ServiceReport(_state, 0, TimeSpan.Zero, exitCode));
        }
    }

    /// <summary>Tells again what was told last.</summary>
    public void Repeat()
    {
        lock (_lock) Report(_checkpoint);
    }

    public void Dispose() => log.Dispose();

    private void Become(ServiceState state)
    {
        lock (_lock)
        {
            (_state, _checkpoint) = (state, state == ServiceState.Running ? 0u : 1u);
            Report(_checkpoint);
        }
    }

    // Two beats may be missed.
    private void Report(uint checkpoint) => dispatcher.Report(new ServiceReport(_state, checkpoint, _state == ServiceState.Running ? TimeSpan.Zero : Every * 3, 0));
}
