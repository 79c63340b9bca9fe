using System.Runtime.Versioning;

namespace StreamGuard.Host.Service.Windows;

/// <summary>Kinds of events, numbered as Windows does.</summary>
internal enum EventKind : ushort
{
    Error = 1,
    Warning = 2,
    Information = 4,
}

/// <summary>Takes events.</summary>
internal interface IEventLog : IDisposable
{
    /// <param name="kind">How bad it is.</param>
    /// <param name="text">At most 31,839 characters.</param>
    void Write(EventKind kind, string text);
}

/// <summary>The event log of Windows.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class EventLog(string source) : IEventLog
{
    private readonly nint _log = NativeServices.RegisterEventSource(null, source);

    /// <inheritdoc/>
    public void Write(EventKind kind, string text)
    {
        // A log that is full or not to be had is no reason to stop a pipeline.
        if (_log == 0) return;
        fixed (char* first = text) NativeServices.ReportEvent(_log, (ushort)kind, 0, 0, 0, 1, 0, &first, 0);
    }

    public void Dispose()
    {
        if (_log != 0) NativeServices.DeregisterEventSource(_log);
    }
}
